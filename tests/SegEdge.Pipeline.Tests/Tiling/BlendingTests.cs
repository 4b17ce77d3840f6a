using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Tiling;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Tiling;

/// <summary>Models that say something of their own at every place of a tile, whatever the picture shows: what the whole map says is then known in numbers.</summary>
public sealed class BlendingTests : IDisposable
{
    private const int Width = 30, Height = 18, Tile = 12, TileRows = 8, Overlap = 4, Classes = 3;

    private readonly TemporaryFolder _folder = new();

    public static MatrixTheoryData<TensorLayout, bool> Kinds() => new([TensorLayout.Nchw, TensorLayout.Nhwc], [false, true]);

    [Theory, MemberData(nameof(Kinds))]
    public void Scores_AreWeightedSums_LogitsAsTheyAre_ProbabilitiesAsLogarithms(TensorLayout layout, bool probabilities)
    {
        var logits = Random(Classes * TileRows * Tile, 1);
        var map = Segment(OfPlaces(logits, Classes, layout, probabilities));
        // The logarithm of a probability is the logit less the logarithm of the sum of all, which is the same for every class of a place.
        var sums = Sums(Classes, (c, y, x) => logits[(c * TileRows * Tile) + (y * Tile) + x] - (probabilities ? LogSum(logits, y, x) : 0));
        for (var i = 0; i < Width * Height; i++)
        {
            double[] scores = [.. Enumerable.Range(0, Classes).Select(c => sums[c, i])];
            var order = scores.OrderDescending().ToArray();
            Assert.Equal(Array.IndexOf(scores, order[0]), map.Classes[i]);
            Assert.Equal(order[0] - order[1], map.Margins[i], 1e-4);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BinaryScores_AreWeightedSumsOfLogOdds(bool probabilities)
    {
        var logits = Random(TileRows * Tile, 2);
        var map = Segment(OfPlaces(logits, 1, TensorLayout.Nchw, probabilities).WithHead(h => h with { Threshold = 0.6f }));
        var sums = Sums(1, (_, y, x) => logits[(y * Tile) + x]);
        var threshold = Math.Log(0.6 / 0.4);
        for (var i = 0; i < Width * Height; i++)
        {
            Assert.Equal(sums[0, i] > threshold ? 1 : 0, map.Classes[i]);
            Assert.Equal(Math.Abs(sums[0, i] - threshold), map.Margins[i], 1e-4);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void ScoresOfSeveralLabels_AreWeightedSumsOfLogOdds_AgainstABackgroundAtTheThreshold(TensorLayout layout, bool probabilities)
    {
        var logits = Random((Classes - 1) * TileRows * Tile, 5);
        var map = Segment(OfPlaces(logits, Classes - 1, layout, probabilities, ModelTask.MultiLabel).WithHead(h => h with { Threshold = 0.6f }));
        var sums = Sums(Classes, (c, y, x) => c == 0 ? 0 : logits[((c - 1) * TileRows * Tile) + (y * Tile) + x] - Math.Log(0.6 / 0.4));
        for (var i = 0; i < Width * Height; i++)
        {
            double[] scores = [.. Enumerable.Range(0, Classes).Select(c => sums[c, i])];
            var order = scores.OrderDescending().ToArray();
            Assert.Equal(Array.IndexOf(scores, order[0]), map.Classes[i]);
            Assert.Equal(order[0] - order[1], map.Margins[i], 1e-4);
        }
    }

    public void Dispose() => _folder.Dispose();

    private ClassMap Segment(TinyModel model)
    {
        using var segmenter = new SegmentationModel(model.SaveTo(_folder), new RuntimeOptions { Threads = 1, CompiledFolder = _folder.File("compiled") });
        using var frame = TestFrame.Noise(Width, Height, 3);
        var maps = segmenter.Maps.Rent();
        Assert.NotNull(segmenter.Segment(frame, maps, out _));
        return maps.Heads[0];
    }

    // By the definition, in double precision.
    private static double[,] Sums(int classes, Func<int, int, int, double> scoreAt)
    {
        TileAxis across = TileAxis.Cover(Width, Tile, Overlap, 1), down = TileAxis.Cover(Height, TileRows, Overlap, 1);
        var sums = new double[classes, Width * Height];
        for (var j = 0; j < down.Starts.Count; j++)
            for (var i = 0; i < across.Starts.Count; i++)
            {
                float[] rows = down.Weights(j), columns = across.Weights(i);
                for (var c = 0; c < classes; c++)
                    for (var y = 0; y < TileRows; y++)
                        for (var x = 0; x < Tile; x++)
                            sums[c, ((down.Starts[j] + y) * Width) + across.Starts[i] + x] += rows[y] * columns[x] * scoreAt(c, y, x);
            }
        return sums;
    }

    private static TinyModel OfPlaces(float[] logits, int channels, TensorLayout layout, bool probabilities) =>
        OfPlaces(logits, channels, layout, probabilities, channels == 1 ? ModelTask.Binary : ModelTask.Logits);

    private static TinyModel OfPlaces(float[] logits, int channels, TensorLayout layout, bool probabilities, ModelTask task)
    {
        var graph = new TinyGraph();
        var last = layout == TensorLayout.Nhwc;
        var picture = graph.Input(TinyOnnx.InputName, last ? [1, TileRows, Tile, 3] : [1, 3, TileRows, Tile]);
        var nothing = graph.Op("Mul", [graph.Op("ReduceMean", [picture]), graph.Floats([0])]);
        var scores = graph.Op("Add", [graph.Floats(logits, 1, channels, TileRows, Tile), nothing]);
        if (probabilities) scores = task != ModelTask.Logits ? graph.Op("Sigmoid", [scores]) : graph.Op("Softmax", [scores], null, ("axis", 1L));
        graph.Op(last ? "Transpose" : "Identity", [scores], "scores", last ? [("perm", (long[])[0, 2, 3, 1])] : []);
        graph.Output("scores", last ? [1, TileRows, Tile, channels] : [1, channels, TileRows, Tile]);
        var model = TinyModel.Of(graph, task, layout, Tile, TileRows, ("head", "scores", null, task == ModelTask.Logits ? channels : channels + 1))
            .With(m => m with { Tiling = new ModelTiling { Width = Width, Height = Height, Overlap = Overlap } });
        return probabilities ? model.WithHead(h => h with { Scores = ScoreUnit.Probabilities }) : model;
    }

    private static double LogSum(float[] logits, int y, int x) => Math.Log(Enumerable.Range(0, Classes).Sum(c => Math.Exp(logits[(c * TileRows * Tile) + (y * Tile) + x])));

    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 8)];
    }
}
