using SegEdge.Explain;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <param name="Cells">Null: about 32 model input pixels a cell.</param>
/// <param name="Full">Also the metrics that take hundreds of passes.</param>
internal sealed record StudyOptions(RuntimeOptions Runtime, CellCount? Cells, bool Full);
