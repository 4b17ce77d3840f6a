using SegEdge.Pipeline.Models;

namespace SegEdge.Testing;

/// <summary>Models small enough to work out by hand: every output pixel is a linear function of its own input pixel. Input is the raw RGB
/// picture, 0..255, unless the test gives the manifest a mean or scale.</summary>
public static class TinyOnnx
{
    public const string InputName = "picture";

    /// <summary>Class 0 where the picture is dark, 1 where red leads, 2 where green does, 3 where blue does: weights [C, RGB] for
    /// <see cref="Logits"/>.</summary>
    public static readonly float[][] Colors = [[0, 0, 0], [1, -0.5f, -0.5f], [-0.5f, 1, -0.5f], [-0.5f, -0.5f, 1]];

    /// <summary>Of <see cref="Colors"/>: a lead of 40 grey levels makes a pixel coloured.</summary>
    public static readonly float[] ColorBias = [40, 0, 0, 0];

    /// <summary>One score per class and pixel.</summary>
    /// <param name="weights">[C, RGB]; <see cref="Colors"/> if absent.</param>
    /// <param name="stride">2 gives an output of half the resolution, taken from the even pixels.</param>
    public static TinyModel Logits(int width, int height, float[][]? weights = null, float[]? bias = null,
        TensorLayout layout = TensorLayout.Nchw, bool openBatch = false, int stride = 1)
    {
        var graph = new TinyGraph();
        bias ??= weights is null ? ColorBias : null;
        weights ??= Colors;
        var picture = Picture(graph, width, height, layout, openBatch);
        Finish(graph, Conv(graph, picture, weights, bias, stride), "scores", layout, Batch(openBatch), weights.Length, height / stride, width / stride);
        return TinyModel.Of(graph, ModelTask.Logits, layout, width, height, ("head", "scores", null, weights.Length));
    }

    /// <summary>"first" has the four <see cref="Colors"/>, "second" two classes: dark and bright.</summary>
    public static TinyModel TwoHeads(int width, int height)
    {
        var graph = new TinyGraph();
        var picture = Picture(graph, width, height, TensorLayout.Nchw, false);
        Finish(graph, Conv(graph, picture, Colors, ColorBias), "a", TensorLayout.Nchw, 1, 4, height, width);
        Finish(graph, Conv(graph, picture, [[0, 0, 0], [1, 1, 1]], [300, 0]), "b", TensorLayout.Nchw, 1, 2, height, width);
        return TinyModel.Of(graph, ModelTask.MultiHead, TensorLayout.Nchw, width, height,
            ("first", "a", HeadKind.Logits, 4), ("second", "b", HeadKind.Logits, 2));
    }

    /// <summary>Red minus 128, in sixteenths; as it is, or after a sigmoid.</summary>
    public static TinyModel Binary(int width, int height, bool probability = false)
    {
        var graph = new TinyGraph();
        var logit = Conv(graph, Picture(graph, width, height, TensorLayout.Nchw, false), [[1 / 16f, 0, 0]], [-8]);
        if (probability) logit = graph.Op("Sigmoid", [logit]);
        Finish(graph, logit, "scores", TensorLayout.Nchw, 1, 1, height, width);
        var model = TinyModel.Of(graph, ModelTask.Binary, TensorLayout.Nchw, width, height, ("head", "scores", null, 2));
        return probability ? model.WithHead(h => h with { Scores = ScoreUnit.Probabilities }) : model;
    }

    /// <summary>A sigmoid for red, green and blue each, in sixteenths over 128: a white pixel is all three, a black one none. As logits, or after the sigmoids.</summary>
    public static TinyModel MultiLabel(int width, int height, bool probability = false, TensorLayout layout = TensorLayout.Nchw)
    {
        var graph = new TinyGraph();
        var logits = Conv(graph, Picture(graph, width, height, layout, false), [[1 / 16f, 0, 0], [0, 1 / 16f, 0], [0, 0, 1 / 16f]], [-8, -8, -8]);
        if (probability) logits = graph.Op("Sigmoid", [logits]);
        Finish(graph, logits, "scores", layout, 1, 3, height, width);
        var model = TinyModel.Of(graph, ModelTask.MultiLabel, layout, width, height, ("head", "scores", null, 4));
        return probability ? model.WithHead(h => h with { Scores = ScoreUnit.Probabilities }) : model;
    }

    /// <summary>Class indices of <see cref="Colors"/>, int64.</summary>
    /// <param name="keepAxis">[1, 1, H, W], else [1, H, W].</param>
    public static TinyModel Argmax(int width, int height, bool keepAxis)
    {
        var graph = new TinyGraph();
        var scores = Conv(graph, Picture(graph, width, height, TensorLayout.Nchw, false), Colors, ColorBias);
        graph.Op("ArgMax", [scores], "classes", ("axis", 1L), ("keepdims", keepAxis ? 1L : 0L));
        graph.Int64Output("classes", keepAxis ? [1, 1, height, width] : [1, height, width]);
        return TinyModel.Of(graph, ModelTask.Argmax, TensorLayout.Nchw, width, height, ("head", "classes", null, 4));
    }

    /// <summary>As <see cref="Logits"/>, but all scores are NaN for a picture whose mean is below <paramref name="mean"/>: the logarithm of a
    /// negative number, times zero.</summary>
    public static TinyModel NotANumberWhenDark(int width, int height, float mean = 20) => Disturbed(width, height, (graph, picture) =>
        graph.Op("Mul", [graph.Op("Log", [graph.Op("Sub", [graph.Op("ReduceMean", [picture]), graph.Floats([mean])])]), graph.Floats([0])]));

    /// <summary>As <see cref="Logits"/>, but ONNX Runtime itself throws for a picture whose mean is above <paramref name="mean"/>: an index
    /// outside of the one value there is.</summary>
    public static TinyModel ThrowsWhenBright(int width, int height, float mean = 200) => Disturbed(width, height, (graph, picture) =>
    {
        var bright = graph.Op("Greater", [graph.Op("ReduceMean", [picture]), graph.Floats([mean])]);
        var index = graph.Op("Mul", [graph.Op("Cast", [bright], null, ("to", 7L)), graph.Int64s([9])]);
        return graph.Op("Gather", [graph.Floats([0], 1), index]);
    });

    /// <summary>As <see cref="Logits"/>, but a picture whose mean is above <paramref name="mean"/> takes ONNX Runtime minutes: so many boxes that all overlap and may all
    /// stay, each compared with each.</summary>
    public static TinyModel HangsWhenBright(int width, int height, float mean = 200) => Disturbed(width, height, (graph, picture) =>
    {
        const long Boxes = 1_000_000;
        var bright = graph.Op("Cast", [graph.Op("Greater", [graph.Op("ReduceMean", [picture], null, ("keepdims", 0L)), graph.Floats([mean])])], null, ("to", 1L));
        var boxes = graph.Op("Expand", [graph.Floats([0, 0, 1, 1], 1, 1, 4), graph.Int64s([1, Boxes, 4], 3)]);
        var scores = graph.Op("Expand", [bright, graph.Int64s([1, 1, Boxes], 3)]);
        var kept = graph.Op("NonMaxSuppression", [boxes, scores, graph.Int64s([Boxes], 1), graph.Floats([1], 1), graph.Floats([0.5f], 1)]);
        return graph.Op("Mul", [graph.Op("ReduceSum", [graph.Op("Cast", [kept], null, ("to", 1L))], null, ("keepdims", 0L)), graph.Floats([0])]);
    });

    /// <summary>As <see cref="Logits"/>, in whole numbers: the picture as uint8, the weights in halves as int8.</summary>
    public static TinyModel Quantised(int width, int height)
    {
        var graph = new TinyGraph();
        var picture = graph.Op("QuantizeLinear", [Picture(graph, width, height, TensorLayout.Nchw, false), graph.Floats([1])]);
        var zero = graph.Op("Cast", [graph.Int64s([0])], null, ("to", 3L)); // int8
        var weights = graph.Op("QuantizeLinear", [graph.Floats([.. Colors.SelectMany(w => w)], Colors.Length, 3, 1, 1), graph.Floats([0.5f]), zero]);
        var sums = graph.Op("Cast", [graph.Op("ConvInteger", [picture, weights])], null, ("to", 1L));
        var scores = graph.Op("Add", [graph.Op("Mul", [sums, graph.Floats([0.5f])]), graph.Floats(ColorBias, 1, Colors.Length, 1, 1)]);
        Finish(graph, scores, "scores", TensorLayout.Nchw, 1, Colors.Length, height, width);
        return TinyModel.Of(graph, ModelTask.Logits, TensorLayout.Nchw, width, height, ("head", "scores", null, Colors.Length));
    }

    private static TinyModel Disturbed(int width, int height, Func<TinyGraph, string, string> disturbance)
    {
        var graph = new TinyGraph();
        var picture = Picture(graph, width, height, TensorLayout.Nchw, false);
        var sum = graph.Op("Add", [Conv(graph, picture, Colors, ColorBias), disturbance(graph, picture)]);
        Finish(graph, sum, "scores", TensorLayout.Nchw, 1, 4, height, width);
        return TinyModel.Of(graph, ModelTask.Logits, TensorLayout.Nchw, width, height, ("head", "scores", null, 4));
    }

    private static long Batch(bool open) => open ? -1 : 1;

    /// <returns>The picture as [1, 3, H, W], whatever the layout of the input.</returns>
    private static string Picture(TinyGraph graph, int width, int height, TensorLayout layout, bool openBatch) => layout == TensorLayout.Nchw
        ? graph.Input(InputName, Batch(openBatch), 3, height, width)
        : graph.Op("Transpose", [graph.Input(InputName, Batch(openBatch), height, width, 3)], null, ("perm", (long[])[0, 3, 1, 2]));

    private static string Conv(TinyGraph graph, string picture, float[][] weights, float[]? bias, long stride = 1) => graph.Op("Conv",
        [picture, graph.Floats([.. weights.SelectMany(w => w)], weights.Length, 3, 1, 1), graph.Floats(bias ?? new float[weights.Length], weights.Length)],
        null, ("strides", (long[])[stride, stride]));

    private static void Finish(TinyGraph graph, string scores, string name, TensorLayout layout, long batch, int channels, int height, int width)
    {
        var last = layout == TensorLayout.Nhwc;
        graph.Op(last ? "Transpose" : "Identity", [scores], name, last ? [("perm", (long[])[0, 2, 3, 1])] : []);
        graph.Output(name, last ? [batch, height, width, channels] : [batch, channels, height, width]);
    }
}
