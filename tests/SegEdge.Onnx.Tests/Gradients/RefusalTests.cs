using SegEdge.Onnx.Transforms;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>Cases of an operator that its rule does not cover end in an error that names the node, says what was found, and what is expected.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("Einsum [2,3] [3,4] equation=ij,jk->ik", "No gradient for 'Einsum' (node 'op', opset 18). Add a rule in Onnx/Gradients/.")]
    [InlineData("Slice [N:5,3] ints(0) ints(5) ints(0) ints(2)", "starts, ends and steps 0, 5, 2 on the open axis 0")]
    [InlineData("Slice [N:5,3] ints(-3) ints(9223372036854775807) ints(0)", "starts, ends and steps -3, 9223372036854775807, 1 on the open axis 0")]
    [InlineData("Slice [N:2,M:3,6] ints(0) ints(6) ints(2) ints(2)", "step 2")]
    [InlineData("Gather [N:4,3] ints(0,1) axis=0", "axis 0 of 'x0' Double [N, 3] is open")]
    [InlineData("Gather [N:4,M:3,5] ints(0,2,1) axis=2", "at most one open dimension")]
    [InlineData("Tile [N:2,M:3] ints(2,2)", "at most one open dimension")]
    [InlineData("Concat [N:2,3] [M:2,3] axis=0", "several inputs have an open size along axis 0")]
    [InlineData("DepthToSpace [1,4,H:2,W:2] blocksize=2 mode=CRD", "mode CRD")]
    [InlineData("Pad [N:2,M:3] ints(0,1,0,1) mode=reflect", "mode reflect with pads 1, 1 on axis 1")]
    [InlineData("BatchNormalization [2,3,4] [3] c[3] c[3] c[3]@0.5..2", "No gradient for input 1 ('x1') of BatchNormalization 'op'")]
    [InlineData("BatchNormalization [2,3,4] c[3] c[3] c[3] c[3]@0.5..2 training_mode=1", "training_mode = 1; its rule in Onnx/Gradients/ expects a model for inference")]
    [InlineData("LayerNormalization [2,3] c[3] c[3] outputs:2 opset:17 type:float", "its output 1 ('y1') counts in the score")]
    [InlineData("GroupNormalization [2,4,5] [4] c[4] num_groups=2 opset:21", "a gradient of scale or bias is wanted")]
    public void NamesTheCase(string line, string message)
    {
        var model = OpCase.Parse(line).Model;
        var gradient = new AppendGradient(model.Graph.Outputs[0].Name, [.. model.Graph.Inputs.Select(i => i.Name)]);
        var error = Assert.Throws<OnnxException>(() => gradient.Apply(model));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("op", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Gather", "indices")]
    [InlineData("Tile", "repeats")]
    [InlineData("ReduceMax", "axes")]
    [InlineData("Pad", "pads")]
    public void NumbersThatOnlyARunKnows_AreNamed(string opType, string what)
    {
        var model = new Model(new Graph("test")) { Opset = 18 };
        var b = new GraphBuilder(model, "forward");
        var x = b.Input("x", ElementType.Float, [4]);
        var numbers = b.Input("numbers", ElementType.Int64, [opType == "Pad" ? 2 : 1]);
        b.Output("y", b.Op(opType, x, numbers));
        var error = Assert.Throws<OnnxException>(() => new AppendGradient("y", ["x"]).Apply(model));
        Assert.Matches($"No gradient for {opType} 'forward/{opType}_0', opset 18: its {what} (is|are) computed in the run", error.Message);
    }

    [Fact]
    public void DropoutInTraining_IsNamed()
    {
        var model = new Model(new Graph("test")) { Opset = 18 };
        var b = new GraphBuilder(model, "forward");
        var x = b.Input("x", ElementType.Float, [4]);
        b.Output("y", b.Op("Dropout", x, b.Scalar(x, 0.5), b.Const(Tensor.Scalar(ElementType.Bool, 1))));
        var error = Assert.Throws<OnnxException>(() => new AppendGradient("y", ["x"]).Apply(model));
        Assert.Contains("training_mode is not false", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptySlice_GivesZeros()
    {
        var model = new Model(new Graph("test")) { Opset = 18 };
        var b = new GraphBuilder(model, "forward");
        var x = b.Input("x", ElementType.Float, [2]);
        var nothing = b.Slice(x, [1], [1], [0]);
        b.Output("y", b.Add(b.ReduceSum(nothing, [0]), b.ReduceSum(b.Mul(x, x), [0])));
        new AppendGradient("y", ["x"]).Apply(model);
        using var ort = new Ort(model);
        Assert.Equal([2, 6], ort.Run(("x", Tensor.Of<float>([1, 3], 2)))["x/gradient"].ToDoubles());
    }
}
