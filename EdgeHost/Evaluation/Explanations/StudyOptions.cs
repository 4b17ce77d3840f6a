using SegEdge.Explain;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <param name="Cells">Null: about 32 model input pixels a cell.</param>
/// <param name="Reference">One of <see cref="ReferenceSet.Names"/>; null: by question, the one with the lowest v(0).</param>
/// <param name="Full">Also the metrics that take hundreds of passes.</param>
/// <param name="Randomise">Also each map of the network with random weights.</param>
internal sealed record StudyOptions(RuntimeOptions Runtime, CellCount? Cells, string? Reference, bool Full, bool Randomise);
