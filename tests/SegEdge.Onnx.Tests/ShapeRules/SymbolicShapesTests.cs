using static SegEdge.Onnx.Attribute;

namespace SegEdge.Onnx.Tests.ShapeRules;

/// <summary>What is known when a dimension has only a name. That nothing here contradicts a run is the law of <see
/// cref="ShapesTests"/>.</summary>
public sealed class SymbolicShapesTests
{
    private static readonly Dim N = Dim.Named("N"), H = Dim.Named("H"), W = Dim.Named("W");

    private readonly Model _model = new(new Graph("symbolic")) { Opset = 18 };
    private readonly GraphBuilder _b;

    public SymbolicShapesTests() => _b = new GraphBuilder(_model, "t");

    [Fact]
    public void ABatch_FlowsThroughANetwork()
    {
        var x = Input(N, 3, 32, 64);
        var y = _b.Op("Conv", [x, Weights(8, 3, 3, 3)], Of("pads", [1, 1, 1, 1L]), Of("strides", [2, 2L]));
        Is("[N, 8, 16, 32]", y);
        y = _b.Op("Relu", _b.Op("Add", y, Weights(8, 1, 1)));
        var pooled = _b.Op("GlobalAveragePool", y);
        Is("[N, 8, 1, 1]", pooled);
        Is("[N, 8]", _b.Op("Flatten", pooled));
        Is("[N, 8, 16, 32]", _b.Mul(y, _b.Op("Sigmoid", pooled)));
        var up = _b.Op("Resize", y, null, _b.Const(Tensor.Of<float>([1, 1, 2, 2], 4)));
        Is("[N, 8, 32, 64]", up);
        Is("[N, 11, 32, 64]", _b.Concat(1, up, x));
        Is("[N, 16, 32, 8]", _b.Transpose(y, 0, 2, 3, 1));
        Is("[N, 512, 8]", _b.MatMul(_b.Transpose(_b.Reshape(y, 0, 8, -1), 0, 2, 1), Weights(8, 8)));
        Is("[N, 8, 512]", _b.Reshape(y, 0, 0, -1));
        Is("[N, 8, 512]", _b.Reshape(y, -1, 8, 512));
        Is("[N, 2, 4, 16, 32]", _b.Reshape(y, 0, 2, 4, 16, 32));
        Is("[?, 512]", _b.Reshape(y, -1, 512));
        Is("[N, 1, 16, 32]", _b.Op("ArgMax", [y], Of("axis", 1)));
        Is("[N, 8, 35, 64]", _b.Op("ConvTranspose", [y, Weights(8, 8, 5, 2)], Of("strides", [2, 2L])));
    }

    [Fact]
    public void OpenHeightAndWidth_StayWhereTheOperatorKeepsThem()
    {
        var x = Input(1, 3, H, W);
        Is("[1, 8, H, W]", _b.Op("Conv", [x, Weights(8, 3, 3, 3)], Of("pads", [1, 1, 1, 1L])));
        Is("[1, 8, H, W]", _b.Op("Conv", [x, Weights(8, 3, 3, 3)], Of("auto_pad", "SAME_UPPER")));
        Is("[1, 8, ?, ?]", _b.Op("Conv", [x, Weights(8, 3, 3, 3)], Of("strides", [2, 2L])));
        Is("[1, 3, H, W]", _b.Op("MaxPool", [x], Of("kernel_shape", [5, 5L]), Of("pads", [2, 2, 2, 2L])));
        Is("[1, 3, H, ?]", _b.Pad(x, 0, 0, 0, 1, 0, 0, 0, 0));
        Is("[1, 2, H, W]", _b.Slice(x, [0], [2], [1]));
        Is("[1, 3, H, W]", _b.Slice(x, [0], [long.MaxValue], [2]));
        Is("[1, 1, 2, 2]", _b.Op("Resize", _b.Slice(x, [0], [1], [1]), null, null, _b.Ints(1, 1, 2, 2)));
    }

    [Fact]
    public void Broadcasting_KnowsWhatOneSideKnows()
    {
        Value n = Input(N, 1), m = Input(1, H), open = Input(Dim.Unknown, 4), known = Input(5, 4);
        Is("[N, H]", _b.Add(n, m));
        Is("[5, 4]", _b.Add(open, known));
        Is("[?, 4]", _b.Add(n, open));
        Is("[?, 4]", _b.Add(open, open));
        Is("[N, 1]", _b.Add(n, n));
    }

    [Fact]
    public void TheTargetOfAReshape_IsComputedFromShapesOfAnyName()
    {
        var x = Input(N, 8, H, W);
        var shape = _b.Op("Shape", x);
        var batch = _b.Op("Gather", [shape, _b.Const(Tensor.Scalar(ElementType.Int64, 0))], Of("axis", 0));
        var pixels = _b.Op("ReduceProd", [_b.Slice(shape, [2], [4], [0])], Of("keepdims", 0));
        Is("[N, 8, ?]", _b.Op("Reshape", x, _b.Concat(0, _b.Unsqueeze(batch, 0), _b.Ints(8), _b.Unsqueeze(pixels, 0))));
        Is("[N, 8, H, W]", _b.Op("Reshape", x, shape));
        Is("[H, W]", _b.Op("ConstantOfShape", _b.Slice(shape, [2], [4], [0])));
        // Exporters guard the -1 of an expand this way.
        var wanted = _b.Where(_b.Op("Equal", shape, _b.Op("Mul", _b
            .Op("ConstantOfShape", [_b.Ints(4)], Of("value", Tensor.Vector(1))), _b.Ints(-1))),
            _b.Op("ConstantOfShape", [_b.Ints(4)], Of("value", Tensor.Vector(1))), shape);
        Is("[N, 8, H, W]", _b.Op("Expand", _b.Slice(x, [0], [1], [1]), wanted));
        Is("[N, 16, ?, W]", _b.Op("Expand", Input(1), _b.Mul(shape, _b.Ints(1, 2, 2, 1))));
    }

    [Fact]
    public void TheTargetOfAResize_IsComputedByWayOfFloats()
    {
        var x = Input(N, 8, 15, 20);
        var sizes = _b.Slice(_b.Op("Shape", x), [2], [4], [0]);
        var doubled = _b.Cast(_b.Op("Floor", _b.Mul(_b.Cast(sizes, ElementType.Float), _b.Const(Tensor.Of<float>([1.5f])))), ElementType.Int64);
        var target = _b.Concat(0, _b.Slice(_b.Op("Shape", x), [0], [2], [0]), doubled);
        Is("[N, 8, 22, 30]", _b.Op("Resize", x, null, null, target));
        var scales = _b.Concat(0, _b.Const(Tensor.Of<float>([1, 1], 2)), _b.Div(_b.Cast(_b.Ints(30, 60), ElementType.Float), _b.Cast(sizes, ElementType.Float)));
        Is("[N, 8, 30, 60]", _b.Op("Resize", x, null, scales));
    }

    [Fact]
    public void WhatTheFileDeclares_StaysOnlyWhereNothingFollows()
    {
        Value x = Input(N, 4), mask = new("mask", ElementType.Bool, [2, Dim.Unknown]), far = new("far", ElementType.Float, [7, 7]);
        var made = new Value("made", ElementType.Double, [1, Dim.Named("stale")]);
        _model.Graph.Nodes.Add(new Node("Relu", [x], [made]));
        _model.Graph.Nodes.Add(new Node("NonZero", [x], [mask]));
        _model.Graph.Nodes.Add(new Node("Unheard", [x], [far], domain: "com.example"));
        Shapes.Infer(_model);
        Assert.Equal("'made' Float [N, 4]", made.ToString());
        Assert.Equal("'mask' Int64 [2, ?]", mask.ToString());
        Assert.Equal("'far' Float [7, 7]", far.ToString());

        x.Shape = [Dim.Unknown, Dim.Unknown];
        made.Shape = [3, W];
        Shapes.Infer(_model);
        Assert.Equal("[3, W]", made.Shape.ToString());
    }

    [Fact]
    public void WhatOnlyARunKnows_LeavesTheRankOrNothing()
    {
        var x = Input(2, 3);
        Value axes = _b.Input("axes", ElementType.Int64, [Dim.Unknown]), two = _b.Input("two", ElementType.Int64, [2]), one = _b.Input("one", ElementType.Int64, [1]);
        Is("[?, ?]", _b.Op("ReduceSum", x, axes));
        Is(null, _b.Op("ReduceSum", [x, axes], Of("keepdims", 0)));
        Is(null, _b.Op("Reshape", x, axes));
        Is("[?, ?]", _b.Op("Reshape", x, two));
        Is(null, _b.Op("Unsqueeze", x, axes));
        Is("[?, ?]", _b.Op("Tile", x, two));
        Is("[?, ?]", _b.Op("Resize", x, null, null, two));
        Is("[?, ?]", _b.Op("Slice", x, axes, axes, axes));
        Is("[2, ?]", _b.Op("Slice", x, one, one, _b.Ints(1)));
        Is("[?, ?]", _b.Op("Pad", x, axes, null, axes));
        Is("[2, ?]", _b.Node("TopK", [x, one], 2).Output);
        Is("[?]", _b.Op("Range", one, one, one));
        Is(null, _b.Op("ConstantOfShape", axes));
        Is("[2, 3]", _b.Op("Expand", x, one));
    }

    [Fact]
    public void AChainWithoutEnd_IsNotFollowed()
    {
        var x = _b.Op("Shape", Input(N, 4));
        for (var k = 0; k < 20_000; k++) x = _b.Op("Identity", x);
        Is("[?, ?]", _b.Op("ConstantOfShape", x));
    }

    private static void Is(string? shape, Value value) => Assert.Equal(shape, value.Shape?.ToString());

    private Value Input(params Dim[] shape) => _b.Input($"x{_model.Graph.Inputs.Count}", ElementType.Float, Shape.Of(shape));

    private Value Weights(params long[] sizes) => _b.Const(Tiny.Floats(sizes));
}
