using Microsoft.ML.OnnxRuntime;
using SegEdge.Explain;
using SegEdge.Onnx.Transforms;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Compiling;

/// <summary>One head's explain graph at work: scores of regions under coalitions, and their slopes, by one call of the engine that segments.
/// One thread owns it.</summary>
public sealed class ExplainGraph : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();

    // Coalitions in one run of the engine. A CPU's cache holds the planes of one picture, not of eight: one by one is up to 11 % cheaper
    // (docs/decisions/0008). An accelerator takes them all.
    private readonly int _most;

    /// <exception cref="ModelException">It cannot be compiled or opened; the reason names the node.</exception>
    public ExplainGraph(ModelPackage package, int head, CellCount cells, RuntimeOptions options)
    {
        (Cells, Input) = (cells, package.Manifest.Input);
        Graph = new ModelCompiler(package, options.Compiled, options.Provider).Explain(head, cells);
        _session = ExecutionProviders.Open(Graph.Path, options, out var provider);
        Provider = provider;
        _most = provider.Name == "cpu" ? 1 : int.MaxValue;
        int[] weights = _session.InputMetadata[AppendRegionScore.Region].Dimensions, classes = _session.InputMetadata[AppendRegionScore.Class].Dimensions;
        (Classes, Height, Width) = (classes[1], weights[1], weights[2]);
    }

    public CompiledModel Graph { get; }

    public ProviderChoice Provider { get; }

    public CellCount Cells { get; }

    public ModelInput Input { get; }

    /// <summary>Of the head's scores, which is what <see cref="ExplainQuestion.Region"/> weighs.</summary>
    public int Height { get; }

    /// <inheritdoc cref="Height"/>
    public int Width { get; }

    /// <summary>Length of <see cref="ExplainQuestion.Class"/> and <see cref="ExplainQuestion.Foil"/>; 2 for a binary head.</summary>
    public int Classes { get; }

    /// <summary>Asks about K coalitions of one picture in one call.</summary>
    /// <param name="pixels">uint8 [H, W, 3], blue first, at the model's size.</param>
    /// <param name="references">Float pictures in the network's units and layout, one after the other.</param>
    /// <param name="questions">The regions.</param>
    /// <param name="coalitions">[K, rows, columns], 1 where the picture shows, 0 where the reference does.</param>
    /// <param name="asks">For each coalition, which reference and which question.</param>
    /// <param name="scores">Receives v [K]: log-odds, mean over the region.</param>
    /// <param name="slopes">Receives d v / d coalition, [K, rows, columns].</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Run(
        Memory<byte> pixels, Memory<float> references, IReadOnlyList<ExplainQuestion> questions, Memory<float> coalitions, ReadOnlySpan<CoalitionAsk> asks,
        Memory<float> scores, Memory<float> slopes)
    {
        long count = asks.Length, cells = Cells.Rows * Cells.Columns, picture = 3L * Input.Height * Input.Width;
        Require(nameof(pixels), pixels.Length, picture);
        Require(nameof(references), references.Length % picture, 0);
        Require(nameof(coalitions), coalitions.Length, count * cells);
        Require(nameof(scores), scores.Length, count);
        Require(nameof(slopes), slopes.Length, count * cells);
        long[] referenceShape = Input.Layout == TensorLayout.Nchw ? [references.Length / picture, 3, Input.Height, Input.Width] : [references.Length / picture, Input.Height, Input.Width, 3];
        long[] referenceOf = new long[asks.Length], regionOf = new long[asks.Length];
        for (var k = 0; k < asks.Length; k++) (referenceOf[k], regionOf[k]) = (asks[k].Reference, asks[k].Question);
        var regions = Join(questions, q => q.Region, Height * Width);
        var targets = Join(questions, q => q.Class, Classes);
        var foils = Join(questions, q => q.Foil, Classes);

        OrtValue[] shared =
        [
            OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels, [1, Input.Height, Input.Width, 3]),
            Tensor(references, referenceShape),
            Tensor<float>(regions, [questions.Count, Height, Width]),
            Tensor<float>(targets, [questions.Count, Classes]),
            Tensor<float>(foils, [questions.Count, Classes]),
        ];
        try
        {
            for (int from = 0, take; from < asks.Length; from += take)
            {
                take = Math.Min(asks.Length - from, _most);
                var part = (int)cells * from;
                var length = (int)cells * take;
                Run(shared, referenceOf.AsMemory(from, take), regionOf.AsMemory(from, take), coalitions.Slice(part, length), scores.Slice(from, take), slopes.Slice(part, length));
            }
        }
        finally
        {
            foreach (var value in shared) value.Dispose();
        }
    }

    private void Run(OrtValue[] shared, Memory<long> referenceOf, Memory<long> regionOf, Memory<float> coalitions, Memory<float> scores, Memory<float> slopes)
    {
        long count = scores.Length;
        using var which = Tensor(referenceOf, [count]);
        using var shown = Tensor(coalitions, [count, Cells.Rows, Cells.Columns]);
        using var asked = Tensor(regionOf, [count]);
        using var score = Tensor(scores, [count]);
        using var slope = Tensor(slopes, [count, Cells.Rows, Cells.Columns]);
        (string Name, OrtValue Value)[] inputs =
        [
            (ModelCompiler.Pixels, shared[0]), (PrependCoalitions.Reference, shared[1]), (PrependCoalitions.ReferenceOf, which), (PrependCoalitions.Coalitions, shown),
            (AppendRegionScore.Region, shared[2]), (AppendRegionScore.Class, shared[3]), (AppendRegionScore.Foil, shared[4]), (AppendRegionScore.RegionOf, asked),
        ];
        // Names may be missing where the graph does not depend on them (two classes need no foil, one question no choice).
        var given = Array.FindAll(inputs, i => _session.InputMetadata.ContainsKey(i.Name));
        _session.Run(_runOptions, Array.ConvertAll(given, i => i.Name), Array.ConvertAll(given, i => i.Value), [AppendRegionScore.Score, ModelCompiler.Slopes], [score, slope]);
    }

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }

    private static OrtValue Tensor<T>(Memory<T> memory, long[] shape) where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, shape);

    private static float[] Join(IReadOnlyList<ExplainQuestion> questions, Func<ExplainQuestion, float[]> part, int length)
    {
        var joined = new float[questions.Count * length];
        for (var q = 0; q < questions.Count; q++)
        {
            Require($"question {q}", part(questions[q]).Length, length);
            part(questions[q]).CopyTo(joined, q * length);
        }
        return joined;
    }

    private static void Require(string what, long found, long expected)
    {
        if (found != expected) throw new ArgumentException($"{what}: {found} values, expected {expected}.");
    }
}

/// <summary>What is asked of one region.</summary>
/// <param name="Region">Weights [H, W] at the resolution of the head's scores; they sum to 1.</param>
/// <param name="Class">1 at the class, else 0.</param>
/// <param name="Foil">1 at each class that it is held against, else 0.</param>
public sealed record ExplainQuestion(float[] Region, float[] Class, float[] Foil);

/// <summary>Which reference stands behind a coalition, and which question it answers.</summary>
public readonly record struct CoalitionAsk(int Reference, int Question);
