using Microsoft.ML.OnnxRuntime;
using SegEdge.Explain;
using SegEdge.Onnx.Transforms;
using SegEdge.Pipeline.Models;
using static SegEdge.Pipeline.Compiling.GraphCall;

namespace SegEdge.Pipeline.Compiling;

/// <summary>One head's explain graph at work: scores of regions under coalitions, and their slopes, by one call of the engine that segments.
/// One thread owns it.</summary>
public sealed class ExplainGraph : ICoalitionGraph, IDisposable
{
    private readonly InferenceSession _session;
    private readonly QuestionTensors _questions;
    private readonly RunOptions _runOptions = new();

    // Coalitions in one run of the engine. A CPU's cache holds the planes of one picture, not of eight: one by one is up to 11 % cheaper
    // (docs/decisions/0008). An accelerator takes them all.
    private readonly int _most;

    /// <exception cref="ModelException">It cannot be compiled or opened; the reason names the node.</exception>
    public ExplainGraph(ModelPackage package, int head, CellCount cells, RuntimeOptions options)
    {
        (Cells, Input) = (cells, package.Manifest.Input);
        Graph = new ModelCompiler(package, options.Compiled, options.Provider).Explain(head, cells);
        _session = ExecutionProviders.Open(Graph.Path, options);
        _questions = new QuestionTensors(_session);
        _most = options.Provider == "cpu" ? 1 : int.MaxValue;
    }

    public CompiledModel Graph { get; }

    public CellCount Cells { get; }

    public ModelInput Input { get; }

    /// <summary>Of the head's scores, which is what <see cref="ExplainQuestion.Region"/> weighs.</summary>
    public int Height => _questions.Height;

    /// <inheritdoc cref="Height"/>
    public int Width => _questions.Width;

    /// <summary>Length of <see cref="ExplainQuestion.Class"/> and <see cref="ExplainQuestion.Foil"/>; 2 for a binary head.</summary>
    public int Classes => _questions.Classes;

    public void Run(
        Memory<float> picture, Memory<float> references, Enlargement enlargement, IReadOnlyList<ExplainQuestion> questions, Memory<float> coalitions,
        ReadOnlySpan<CoalitionAsk> asks, Memory<float> scores, Memory<float> slopes)
    {
        int cells = Cells.Rows * Cells.Columns, pixels = 3 * Input.Height * Input.Width;
        QuestionTensors.Require(nameof(picture), picture.Length, pixels);
        QuestionTensors.Require(nameof(references), references.Length % pixels, 0);
        QuestionTensors.Require(nameof(enlargement), enlargement.Down.Length, Input.Height * Cells.Rows);
        QuestionTensors.Require(nameof(enlargement), enlargement.Across.Length, Cells.Columns * Input.Width);
        QuestionTensors.Require(nameof(coalitions), coalitions.Length, asks.Length * cells);
        QuestionTensors.Require(nameof(scores), scores.Length, asks.Length);
        QuestionTensors.Require(nameof(slopes), slopes.Length, asks.Length * cells);
        long[] referenceOf = new long[asks.Length], regionOf = new long[asks.Length];
        for (var k = 0; k < asks.Length; k++) (referenceOf[k], regionOf[k]) = (asks[k].Reference, asks[k].Question);
        (string Name, OrtValue Value)[] shared =
        [
            (Input.Name, Tensor(picture, Input.ShapeOf(1))),
            (PrependCoalitions.Reference, Tensor(references, Input.ShapeOf(references.Length / pixels))),
            (PrependCoalitions.Down, Tensor<float>(enlargement.Down, [Input.Height, Cells.Rows])),
            (PrependCoalitions.Across, Tensor<float>(enlargement.Across, [Cells.Columns, Input.Width])),
            .. _questions.Of(questions),
        ];
        try
        {
            for (int from = 0, take; from < asks.Length; from += take)
            {
                take = Math.Min(asks.Length - from, _most);
                Run(shared, referenceOf.AsMemory(from, take), regionOf.AsMemory(from, take), coalitions.Slice(cells * from, cells * take),
                    scores.Slice(from, take), slopes.Slice(cells * from, cells * take));
            }
        }
        finally
        {
            foreach (var (_, value) in shared) value.Dispose();
        }
    }

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }

    private void Run((string Name, OrtValue Value)[] shared, Memory<long> referenceOf, Memory<long> regionOf, Memory<float> coalitions, Memory<float> scores, Memory<float> slopes)
    {
        long count = scores.Length;
        using var behind = Tensor(referenceOf, [count]);
        using var shown = Tensor(coalitions, [count, Cells.Rows, Cells.Columns]);
        using var asked = Tensor(regionOf, [count]);
        using var score = Tensor(scores, [count]);
        using var slope = Tensor(slopes, [count, Cells.Rows, Cells.Columns]);
        (string Name, OrtValue Value)[] inputs =
            [.. shared, (PrependCoalitions.ReferenceOf, behind), (PrependCoalitions.Coalitions, shown), (AppendRegionScore.RegionOf, asked)];
        GraphCall.Run(_session, _runOptions, inputs, [AppendRegionScore.Score, ModelCompiler.Slopes], [score, slope]);
    }
}
