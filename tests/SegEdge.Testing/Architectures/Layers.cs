using SegEdge.Onnx;
using Attribute = SegEdge.Onnx.Attribute;

namespace SegEdge.Testing.Architectures;

/// <summary>Layers with random weights, for networks that are written the way papers draw them. Feature maps are [N, C, H, W], tokens
/// [N, L, C]; a layer reads the number of its input channels from the inferred shape.</summary>
/// <remarks>Weights: normal, variance <see cref="Gain"/> / fan-in (He et al., Delving Deep into Rectifiers, ICCV 2015, arXiv:1502.01852), so that
/// activations keep their size through any depth. The same seed gives the same network.</remarks>
public sealed class Layers
{
    private readonly GraphBuilder _b;
    private readonly Model _model;
    private readonly Random _random;

    /// <param name="batch">A number, or a name for an open one.</param>
    public Layers(string name, long opset, Dim batch, int seed)
    {
        _model = new Model(new Graph(name)) { Opset = opset, ProducerName = "SegEdge.Testing" };
        // ONNX's own table of versions: a reader may refuse an opset that is newer than the file format.
        _model.IrVersion = opset switch { <= 14 => 7, <= 18 => 8, _ => 9 };
        _b = new GraphBuilder(_model, name);
        _random = new Random(seed);
        Image = _b.Input(Architecture.InputName, ElementType.Float, [batch, 3, Architecture.Height, Architecture.Width]);
    }

    /// <summary>The picture, [N, 3, <see cref="Architecture.Height"/>, <see cref="Architecture.Width"/>], of about unit variance.</summary>
    public Value Image { get; }

    public GraphBuilder Graph => _b;

    /// <summary>Variance of the weights times fan-in: the inverse of the second moment that the activation leaves of a standard normal
    /// distribution. 2 for Relu.</summary>
    public double Gain { get; init; } = 2;

    public static long Channels(Value map) => map.Shape![1].Size!.Value;

    /// <param name="padding">Half of the kernel's reach if it is null: the size is divided by the stride and else kept.</param>
    public Value Conv(Value x, long channels, long kernel = 3, long stride = 1, long dilation = 1, long groups = 1, long? padding = null,
        bool bias = true)
    {
        var inputs = Channels(x) / groups;
        var pad = padding ?? (dilation * (kernel - 1) / 2);
        var weights = Random([channels, inputs, kernel, kernel], Math.Sqrt(Gain / (inputs * kernel * kernel)));
        return _b.Op("Conv", bias ? [x, weights, Random([channels], 0.1)] : [x, weights],
            Attribute.Of("kernel_shape", [kernel, kernel]), Attribute.Of("strides", [stride, stride]), Attribute.Of("group", groups),
            Attribute.Of("dilations", [dilation, dilation]), Attribute.Of("pads", [pad, pad, pad, pad]));
    }

    /// <summary>One filter per channel.</summary>
    public Value Depthwise(Value x, long kernel = 3, long stride = 1) =>
        Conv(x, Channels(x), kernel, stride, groups: Channels(x), bias: false);

    /// <summary>Twice the size: each pixel paints a square of 2 x 2.</summary>
    public Value UpConv(Value x, long channels) => _b.Op("ConvTranspose",
        [x, Random([Channels(x), channels, 2, 2], Math.Sqrt(Gain / Channels(x))), Random([channels], 0.1)],
        Attribute.Of("kernel_shape", [2L, 2]), Attribute.Of("strides", [2L, 2]));

    /// <summary>With the statistics of a network that has seen data.</summary>
    public Value BatchNorm(Value x)
    {
        var c = Channels(x);
        return _b.Op("BatchNormalization", x, Uniform(c, 0.7, 1.3), Random([c], 0.1), Random([c], 0.1), Uniform(c, 0.7, 1.3));
    }

    public Value Relu(Value x) => _b.Op("Relu", x);

    public Value Sigmoid(Value x) => _b.Op("Sigmoid", x);

    public Value Add(Value a, Value b) => _b.Add(a, b);

    public Value Mul(Value a, Value b) => _b.Mul(a, b);

    public Value Concat(params ReadOnlySpan<Value?> maps) => _b.Concat(1, maps);

    public Value ConvBnRelu(Value x, long channels, long kernel = 3, long stride = 1, long dilation = 1) =>
        Relu(BatchNorm(Conv(x, channels, kernel, stride, dilation, bias: false)));

    public Value MaxPool(Value x, long kernel = 2, long stride = 2)
    {
        var pad = (kernel - stride) / 2;
        return _b.Op("MaxPool", [x], Attribute.Of("kernel_shape", [kernel, kernel]), Attribute.Of("strides", [stride, stride]),
            Attribute.Of("pads", [pad, pad, pad, pad]));
    }

    public Value GlobalAveragePool(Value x) => _b.Op("GlobalAveragePool", x);

    /// <param name="mode">nearest, linear or cubic.</param>
    /// <param name="coordinates">ONNX's coordinate_transformation_mode.</param>
    public Value Upsample(Value x, float factor, string mode = "linear", string coordinates = "half_pixel") => _b.Op("Resize",
        [x, null, _b.Const(Tensor.Of<float>([1, 1, factor, factor], 4))], ResizeAttributes(mode, coordinates));

    /// <summary>To the size of another map, by the arithmetic on shapes that exporters write for it.</summary>
    public Value UpsampleTo(Value x, Value like)
    {
        var keep = _b.Slice(_b.Op("Shape", x), [0], [2], [0]);
        var size = _b.Slice(_b.Op("Shape", like), [2], [4], [0]);
        return _b.Op("Resize", [x, null, null, _b.Concat(0, keep, size)], ResizeAttributes("linear", "half_pixel"));
    }

    /// <summary>Tokens times a matrix, plus a bias: [N, L, C] to [N, L, features].</summary>
    public Value Linear(Value tokens, long features)
    {
        var inputs = tokens.Shape![-1].Size!.Value;
        return _b.Add(_b.MatMul(tokens, Random([inputs, features], Math.Sqrt(Gain / inputs))), Random([features], 0.1));
    }

    /// <summary>[N, C, H, W] to [N, H·W, C].</summary>
    public Value ToTokens(Value map) => _b.Transpose(_b.Reshape(map, 0, Channels(map), -1), 0, 2, 1);

    /// <summary>[N, H·W, C] to [N, C, H, W].</summary>
    public Value ToMap(Value tokens, long height, long width) =>
        _b.Reshape(_b.Transpose(tokens, 0, 2, 1), 0, tokens.Shape![-1].Size!.Value, height, width);

    /// <summary>Normal numbers.</summary>
    public Value Random(ReadOnlySpan<long> dimensions, double deviation)
    {
        var values = new float[dimensions.ToArray().Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++) values[i] = (float)(deviation * Gaussian.Next(_random));
        return _b.Const(Tensor.Of<float>(values, dimensions));
    }

    public Value Uniform(long count, double from, double to)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = (float)(from + ((to - from) * _random.NextDouble()));
        return _b.Const(Tensor.Of<float>(values, count));
    }

    /// <summary>The finished network.</summary>
    public Model Outputs(params ReadOnlySpan<(string Name, Value Value)> outputs)
    {
        foreach (var (name, value) in outputs) _b.Output(name, value);
        return _model;
    }

    private static Attribute[] ResizeAttributes(string mode, string coordinates) => mode == "nearest"
        ? [Attribute.Of("mode", mode), Attribute.Of("coordinate_transformation_mode", "asymmetric"), Attribute.Of("nearest_mode", "floor")]
        : [Attribute.Of("mode", mode), Attribute.Of("coordinate_transformation_mode", coordinates)];
}
