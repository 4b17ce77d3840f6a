using SegEdge.Onnx;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Tests.Compiling;
using SegEdge.Testing;
using SegEdge.Testing.Architectures;

namespace SegEdge.Pipeline.Tests.Models;

/// <summary>Networks that run at any size which their strides divide, exported at one, or with open height and width.</summary>
internal static class OpenNetworks
{
    private static readonly Dictionary<string, Func<int, int, TinyModel>> All = new()
    {
        ["pixel by pixel"] = (w, h) => TinyOnnx.Logits(w, h),
        ["channels last"] = (w, h) => TinyOnnx.Logits(w, h, layout: TensorLayout.Nhwc),
        ["sizes computed in the graph"] = EnlargedToThePicture,
        ["unet"] = UNet,
    };

    public static IEnumerable<string> Names => All.Keys;

    /// <param name="width">-3 leaves it open, as it does for <see cref="TinyGraph.Input"/>.</param>
    /// <param name="height">-2 leaves it open.</param>
    public static TinyModel Of(string name, int width, int height) => All[name](width, height);

    // The way PyTorch exports an interpolation to the size of another tensor: Shape, Slice, Concat, Resize.
    private static TinyModel EnlargedToThePicture(int width, int height)
    {
        var (graph, random) = (new TinyGraph(), new Random(5));
        var picture = graph.Input(TinyOnnx.InputName, 1, 3, height, width);
        var x = graph.Op("Relu", [Conv(picture, 8, 3, 2)]);
        x = Conv(graph.Op("Relu", [Conv(x, 8, 8, 2)]), 4, 8, 1);
        var sides = graph.Op("Slice", [graph.Op("Shape", [picture]), graph.Int64s([2], 1), graph.Int64s([4], 1), graph.Int64s([0], 1)]);
        var planes = graph.Op("Slice", [graph.Op("Shape", [x]), graph.Int64s([0], 1), graph.Int64s([2], 1), graph.Int64s([0], 1)]);
        graph.Op("Resize", [x, "", "", graph.Op("Concat", [planes, sides], null, ("axis", 0L))], "scores");
        graph.Output("scores", 1, 4, height, width);
        return TinyModel.Of(graph, ModelTask.Logits, TensorLayout.Nchw, width, height, ("head", "scores", null, 4)).WithInput(i => i with { Scale = 0.01 });

        string Conv(string from, int channels, int inputs, long stride) => graph.Op("Conv",
            [from, graph.Floats([.. Enumerable.Range(0, channels * inputs * 9).Select(_ => random.NextSingle() - 0.5f)], channels, inputs, 3, 3)],
            null, ("strides", (long[])[stride, stride]), ("pads", (long[])[1, 1, 1, 1]));
    }

    private static TinyModel UNet(int width, int height)
    {
        var model = Architecture.Build("unet");
        foreach (var value in model.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()) value.Shape = null;
        model.Graph.Find(Architecture.InputName).Shape = [1, 3, height > 0 ? height : Dim.Named("height"), width > 0 ? width : Dim.Named("width")];
        Shapes.Infer(model);
        return TinyKinds.Of(model, Architecture.InputName, width, height);
    }
}
