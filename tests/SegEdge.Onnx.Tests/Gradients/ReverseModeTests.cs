using SegEdge.Onnx.Transforms;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>The walk: which nodes it visits, what it adds, what it refuses.</summary>
public sealed class ReverseModeTests
{
    private static readonly Tensor X = Tensor.Of<float>([0.5f, -1, 2], 3);

    private readonly Model _model = new(new Graph("test")) { Opset = 18 };
    private readonly GraphBuilder _b;
    private readonly Value _x;

    public ReverseModeTests()
    {
        _b = new GraphBuilder(_model, "forward");
        _x = _b.Input("x", ElementType.Float, [3]);
    }

    [Fact]
    public void ASecondUse_Accumulates()
    {
        // y = x² + 3 x
        _b.Output("y", _b.Add(_b.Mul(_x, _x), _b.Mul(_x, _b.Scalar(_x, 3))));
        Assert.Equal([4, 1, 7], Gradient("y", "x"));
    }

    [Fact]
    public void TheScoreOfSeveralElements_IsTheirSum_OrWeighedByTheSeed()
    {
        _b.Output("y", _b.Mul(_x, _x));
        _b.Const(Tensor.Of<float>([1, 0, -2], 3)).Name = "seed";
        var plain = _model.Clone();
        new AppendGradient("y", ["x"], "seed").Apply(_model);
        using Ort weighed = new(_model);
        Assert.Equal([1, 0, -8], weighed.Run(("x", X))["x/gradient"].ToDoubles());
        new AppendGradient("y", ["x"]).Apply(plain);
        using Ort summed = new(plain);
        Assert.Equal([1, -2, 4], summed.Run(("x", X))["x/gradient"].ToDoubles());
    }

    [Fact]
    public void Activations_CanBeWanted_TooWhenOneFeedsTheOther()
    {
        var h = _b.Mul(_x, _b.Scalar(_x, 2));
        h.Name = "h";
        _b.Output("y", _b.Mul(h, h));
        new AppendGradient("y", ["h", "x"]).Apply(_model);
        using var ort = new Ort(_model);
        var run = ort.Run(("x", X));
        Assert.Equal([2, -4, 8], run["h/gradient"].ToDoubles());
        Assert.Equal([4, -8, 16], run["x/gradient"].ToDoubles());
    }

    [Fact]
    public void TheScoreItself_HasGradientOne()
    {
        _b.Output("y", _b.Mul(_x, _x));
        Assert.Equal([1, 1, 1], Gradient("y", "y"));
    }

    [Fact]
    public void NodesOffThePath_GetNoGradient()
    {
        var other = _b.Input("other", ElementType.Float, [3]);
        // No rule for Einsum, and none is needed: it does not depend on x.
        var far = _b.Op("Einsum", [other, other], Attribute.Of("equation", "i,i->i"));
        _b.Output("y", _b.Mul(_b.Op("Sigmoid", far), _x));
        // Depends on x, but the score does not read it.
        _b.Output("aside", _b.Op("Einsum", [_x, _x], Attribute.Of("equation", "i,i->i")));
        new AppendGradient("y", ["x"]).Apply(_model);
        Assert.Equal(["Expand", "Mul", "Identity"], Added());
    }

    [Fact]
    public void Constants_CostNothing()
    {
        // Product, bias, slope: one node of gradient each, for x only.
        var h = _b.Op("PRelu", _b.Add(_b.Mul(_x, _b.Const(X)), _b.Const(X)), _b.Const(X));
        _b.Output("y", h);
        new AppendGradient("y", ["x"]).Apply(_model);
        Assert.Equal(["Expand", "Greater", "Where", "Mul", "Mul", "Identity"], Added());
    }

    [Fact]
    public void WithoutARule_TheErrorNamesTheNodeAndSaysWhatToDo_AndTheModelIsUnchanged()
    {
        var grid = _b.Const(Tensor.Filled(ElementType.Float, [1, 2, 2, 2], 0));
        var picture = _b.Reshape(_x, 1, 1, 1, 3);
        var warped = _b.Op("GridSample", picture, grid);
        warped.Producer!.Name = "head/warp";
        _b.Output("y", _b.Mul(warped, warped));
        Refused("No gradient for 'GridSample' (node 'head/warp', opset 18). Add a rule in Onnx/Gradients/.");
    }

    [Fact]
    public void QuantisedOperators_AreNamed_AndTheWayOutIsSaid()
    {
        var (scale, zero) = (_b.Scalar(_x, 0.1), _b.Const(Tensor.Scalar(ElementType.UInt8, 128)));
        var q = _b.Op("QuantizeLinear", _x, scale, zero);
        q.Producer!.Name = "stem/quantize";
        // On the way the integers may pass operators that have rules for floats.
        var back = _b.Op("DequantizeLinear", _b.Op("Reshape", q, _b.Ints(3, 1)), scale, zero);
        _b.Output("y", _b.Mul(back, back));
        Refused("No gradient through QuantizeLinear 'stem/quantize': from here on the way to 'y' is computed in whole numbers. " +
            "Take the float model, or a black-box method (occlusion, rise), which needs no gradient.");
    }

    [Fact]
    public void AQuantisedPathBesideAFloatOne_IsAnErrorToo()
    {
        var (scale, zero) = (_b.Scalar(_x, 0.1), _b.Const(Tensor.Scalar(ElementType.UInt8, 128)));
        _b.Output("y", _b.Add(_x, _b.Op("DequantizeLinear", _b.Op("QuantizeLinear", _x, scale, zero), scale, zero)));
        Assert.Contains("whole numbers", Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACastToWholeNumbers_IsOneOfThem()
    {
        var whole = _b.Cast(_x, ElementType.Int32);
        whole.Producer!.Name = "to/int";
        _b.Output("y", _b.Cast(_b.Mul(whole, whole), ElementType.Float));
        Assert.Contains("Cast 'to/int'", Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void QuantisedWeights_AreNoObstacle()
    {
        var weights = _b.Op("DequantizeLinear", _b.Const(Tensor.Of<byte>([1, 2, 3], 3)), _b.Scalar(_x, 0.5), _b.Const(Tensor.Scalar(ElementType.UInt8, 0)));
        _b.Output("y", _b.Mul(_x, weights));
        Assert.Equal([0.5, 1, 1.5], Gradient("y", "x"));
    }

    [Fact]
    public void Steps_EndAPath_WhileOthersCarryOn()
    {
        // y = x * (x > 0) + floor(x), and a shape that is computed from x.
        var mask = _b.Cast(_b.Op("Greater", _x, _b.Scalar(_x, 0)), ElementType.Float);
        var y = _b.Add(_b.Mul(_x, mask), _b.Op("Floor", _x));
        _b.Output("y", _b.Op("Reshape", y, _b.Op("Shape", _x)));
        Assert.Equal([1, 0, 1], Gradient("y", "x"));
    }

    [Fact]
    public void OnlyStepsBetween_IsAnErrorNotAZero()
    {
        _b.Output("y", _b.Op("Floor", _x));
        Assert.Contains("No path with a gradient leads from 'x' to 'y'", Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AScoreThatDoesNotDependOnIt_IsAnErrorNotAZero()
    {
        var other = _b.Input("other", ElementType.Float, [3]);
        _b.Output("y", _b.Mul(other, other));
        Assert.Contains("'x'", Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASubgraphOnThePath_IsNamed_AlsoWhereItCapturesTheValue()
    {
        var flag = _b.Const(Tensor.Scalar(ElementType.Bool, 1));
        Graph Branch(string name)
        {
            var graph = new Graph(name);
            var made = new Value(name, ElementType.Float, [3]);
            graph.Nodes.Add(new Node("Neg", [_x], [made]));
            graph.Outputs.Add(made);
            return graph;
        }
        var y = _b.Op("If", [flag], Attribute.Of("then_branch", Branch("then")), Attribute.Of("else_branch", Branch("else")));
        (y.Producer!.Name, y.Type, y.Shape) = ("head/if", ElementType.Float, [3]);
        _b.Output("y", y);
        Assert.Matches("No gradient for 'If' .node 'head/if', opset 18.. It runs a subgraph", Refused().Message);
    }

    [Fact]
    public void AnInputWithoutAGradientInItsRule_IsNamed()
    {
        _b.Output("y", _b.Op("Clip", _x, null, _b.Op("ReduceMax", [_x], Attribute.Of("keepdims", 0))));
        Assert.StartsWith("No gradient for input 2 ('forward/ReduceMax_0') of Clip", Refused().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent", "x", "has no value 'absent'")]
    [InlineData("y", "absent", "has no value 'absent'")]
    [InlineData("classes", "x", "'classes' Int64 [1]: expected a floating type")]
    [InlineData("y", "numbers", "'numbers' Int64 [3]: expected a floating type")]
    public void AbsentAndIntegerValues_AreRefused(string score, string wanted, string message)
    {
        _b.Input("numbers", ElementType.Int64, [3]);
        _b.Output("y", _b.Mul(_x, _x));
        _b.Output("classes", _b.Op("ArgMax", _x));
        Assert.Contains(message, Assert.Throws<OnnxException>(() => new AppendGradient(score, [wanted]).Apply(_model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABroadcastWhoseAxesNobodyKnows_IsRefused()
    {
        var one = _b.Input("one", ElementType.Float, [Dim.Named("A"), 3]);
        var two = _b.Input("two", ElementType.Float, [Dim.Named("B"), 3]);
        _b.Output("y", _b.Mul(one, two));
        var error = Assert.Throws<OnnxException>(() => new AppendGradient("y", ["one"]).Apply(_model));
        Assert.Contains("along which axes it was broadcast is not known", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnnamedDimensionsOfOneInput_AreOneAndTheSame_InBothSidesOfAResidual()
    {
        var open = _b.Input("open", ElementType.Float, [Dim.Unknown, 3]);
        _b.Output("y", _b.Mul(open, _b.Op("Sigmoid", open)));
        // Declared before the input's dimension got its name.
        foreach (var node in _model.Graph.Nodes) node.Output.Shape = [Dim.Unknown, 3];
        new AppendGradient("y", ["open"]).Apply(_model);
        using var ort = new Ort(_model);
        var run = ort.Run(("x", X), ("open", Tensor.Of<float>([0, 0, 0, 0, 0, 0], 2, 3)));
        Assert.Equal([2, 3], run["open/gradient"].Dimensions);
        Assert.All(run["open/gradient"].ToDoubles(), g => Assert.Equal(0.5, g));
    }

    [Fact]
    public void TheSameGradientTwice_IsRefused_AndTheFirstStays()
    {
        _b.Output("y", _b.Mul(_x, _x));
        new AppendGradient("y", ["x"]).Apply(_model);
        Assert.Contains("'x/gradient' already", Refused().Message, StringComparison.Ordinal);
        using var ort = new Ort(_model);
        Assert.Equal([1, -2, 4], ort.Run(("x", X))["x/gradient"].ToDoubles());
    }

    private double[] Gradient(string score, string wanted)
    {
        new AppendGradient(score, [wanted]).Apply(_model);
        Verifier.Verify(_model);
        using var ort = new Ort(_model);
        return ort.Run(("x", X))[AppendGradient.OutputOf(wanted)].ToDoubles();
    }

    private IEnumerable<string> Added() => _model.Graph.Nodes.Where(n => n.Name.StartsWith("gradient/", StringComparison.Ordinal)).Select(n => n.OpType);

    private OnnxException Refused(string? message = null)
    {
        var before = SegEdge.Onnx.Wire.OnnxWriter.ToBytes(_model);
        var error = Assert.Throws<OnnxException>(() => new AppendGradient("y", ["x"]).Apply(_model));
        if (message is not null) Assert.Equal(message, error.Message);
        Assert.Equal(before, SegEdge.Onnx.Wire.OnnxWriter.ToBytes(_model));
        return error;
    }
}
