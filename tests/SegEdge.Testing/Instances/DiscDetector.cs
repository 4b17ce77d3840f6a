using System.Security.Cryptography;
using SegEdge.Onnx;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline.Models;
using Attribute = SegEdge.Onnx.Attribute;

namespace SegEdge.Testing.Instances;

/// <summary>A convolutional network that finds red, green and blue discs of three sizes and gives what Ultralytics' segmentation models give: boxes, class scores and mask
/// coefficients at every place of three grids, and prototypes of a quarter of the resolution. No weight is random: a filter of a size is +1 within a disc and -1 in the ring
/// around it, and the prototypes are how much of a place has each colour.</summary>
public static class DiscDetector
{
    /// <summary>Of the input, both sides.</summary>
    public const int Size = 160;

    /// <summary>Of the input's pixels to the prototypes'.</summary>
    public const int Stride = 4;

    public static readonly string[] ClassNames = ["red disc", "green disc", "blue disc"];

    /// <summary>In pixels of the input.</summary>
    public static readonly int[] Radii = [8, 12, 18];

    private const int Colors = 3, Grid = Size / Stride, Places = Grid * Grid;

    // A ring of so many radii around a disc must have another colour.
    private const double Ring = 1.4;

    /// <summary>Outputs output0 [1, 10, 4800] and output1 [1, 3, 40, 40], and colors, logits [1, 4, 160, 160] of grey, red, green and blue; input images, RGB, 0..1.</summary>
    /// <param name="openBatch">Whether the batch is a name and not 1.</param>
    public static byte[] ToOnnx(bool openBatch = false)
    {
        var model = new Model(new Graph("discs")) { Opset = 17, IrVersion = 8, ProducerName = "SegEdge.Testing" };
        model.Metadata["names"] = "{" + string.Join(", ", ClassNames.Select((name, i) => $"{i}: '{name}'")) + "}";
        var b = new GraphBuilder(model, "discs");
        var image = b.Input("images", ElementType.Float, [openBatch ? Dim.Named("batch") : 1, 3, Size, Size]);
        var leads = b.Op("Conv", [image, b.Const(Tensor.Of<float>([2, -1, -1, -1, 2, -1, -1, -1, 2], Colors, 3, 1, 1))]);
        var half = Pool(b, b.Op("Clip", leads, b.Scalar(leads, 0), b.Scalar(leads, 1)));
        var scores = b.Concat(2, [.. Radii.Select(r => b.Reshape(Score(b, half, r / 2.0), 0, Colors, Places))]);
        // Each box with a batch of its own, as the batch may be open.
        var boxes = b.Add(b.Const(Tensor.Of<float>([.. Enumerable.Range(0, 4).SelectMany(v => Radii.SelectMany(r => Boxes(v, r)))], 1, 4, Radii.Length * Places)),
            b.Mul(b.Slice(scores, [0], [1], [1]), b.Scalar(scores, 0)));
        b.Output("output0", b.Concat(1, boxes, scores, b.Mul(scores, b.Scalar(scores, 20))));
        b.Output("output1", b.Sub(Pool(b, half), b.Scalar(half, 0.5)));
        b.Output("colors", b.Concat(1, b.Add(b.Mul(b.Slice(leads, [0], [1], [1]), b.Scalar(leads, 0)), b.Scalar(leads, 1)), b.Mul(leads, b.Scalar(leads, 4))));
        return OnnxWriter.ToBytes(model);
    }

    /// <summary>The instances, and as a second head what colour each pixel has.</summary>
    public static TinyModel WithColors() => ToModel().With(m => m with
    {
        Task = ModelTask.MultiHead,
        Heads =
        [
            m.Heads[0] with { Kind = HeadKind.ProtoInstances },
            new ModelHead { Name = "colors", Output = "colors", Kind = HeadKind.Logits, Classes = [new("grey", "#808080"), new("red", "#ff0000"), new("green", "#00ff00"), new("blue", "#0000ff")] },
        ],
    });

    public static TinyModel ToModel()
    {
        var onnx = ToOnnx();
        return new TinyModel(onnx, new ModelManifest
        {
            Name = "discs",
            Task = ModelTask.ProtoInstances,
            File = "discs.onnx",
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx)),
            Input = new ModelInput
            {
                Name = "images",
                Layout = TensorLayout.Nchw,
                Color = ColorOrder.Rgb,
                Width = Size,
                Height = Size,
                Resize = ResizeMode.Letterbox,
                Scale = 1 / 255.0,
            },
            Heads =
            [
                new ModelHead
                {
                    Name = "objects",
                    Output = "output0",
                    Instances = new ModelInstances { Prototypes = "output1", Overlap = 0.5f },
                    Classes = [new("background", "#000000"), new(ClassNames[0], "#ff0000"), new(ClassNames[1], "#00ff00"), new(ClassNames[2], "#0000ff")],
                },
            ],
        });
    }

    private static Value Pool(GraphBuilder b, Value x) =>
        b.Op("AveragePool", [x], Attribute.Of("kernel_shape", [2L, 2]), Attribute.Of("strides", [2L, 2]));

    // How much more of the colour is in the disc than around it: 1 for a disc of just this size.
    private static Value Score(GraphBuilder b, Value colors, double radius)
    {
        var reach = (int)Math.Ceiling(Ring * radius);
        var side = (2 * reach) + 1;
        var distance = Enumerable.Range(0, side * side).Select(i => Math.Sqrt(Math.Pow((i % side) - reach, 2) + Math.Pow((i / side) - reach, 2))).ToArray();
        double within = distance.Count(d => d <= radius), around = distance.Count(d => d > radius && d <= Ring * radius);
        float[] disc = [.. distance.Select(d => (float)(d <= radius ? 1 / within : d <= Ring * radius ? -1 / around : 0))];
        var contrast = b.Op("Conv", [colors, b.Const(Tensor.Of<float>([.. Enumerable.Repeat(disc, Colors).SelectMany(d => d)], Colors, 1, side, side))],
            Attribute.Of("group", Colors), Attribute.Of("strides", [2L, 2]), Attribute.Of("pads", [(long)reach, reach, reach, reach]));
        return b.Op("Sigmoid", b.Mul(b.Sub(contrast, b.Scalar(contrast, 0.65)), b.Scalar(contrast, 14)));
    }

    // Place (x, y) of the grid looks at pixel (2x, 2y) of the half resolution, whose middle is at (4x + 1, 4y + 1).
    private static IEnumerable<float> Boxes(int value, int radius) => Enumerable.Range(0, Places).Select(i => value switch
    {
        0 => (i % Grid * Stride) + 1,
        1 => (i / Grid * Stride) + 1,
        _ => 2.3f * radius,
    });
}
