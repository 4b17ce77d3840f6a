using SegEdge.Onnx.Transforms;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>Convolutions are linear in their input: the difference needs no small step, and with h = 1 only rounding is left. ONNX Runtime has
/// them in float only.</summary>
public sealed class ConvolutionGradientTests
{
    [Theory]
    [InlineData("Conv [1,3,8,9] c[4,3,3,3]")]
    [InlineData("Conv [N:2,3,8,9] c[4,3,3,3] c[4]")]
    [InlineData("Conv [1,3,8,9] c[4,3,1,1]")]
    [InlineData("Conv [1,3,8,9] c[4,3,3,3] pads=[1,1,1,1]")]
    [InlineData("Conv [1,3,8,9] c[4,3,3,3] pads=[0,1,2,1]")]
    [InlineData("Conv [1,2,8,9] c[2,2,2,3] pads=[2,0,1,3]")]
    [InlineData("Conv [1,2,5,5] c[2,2,3,3] pads=[3,2,4,2]")]
    [InlineData("Conv [1,2,5,5] c[2,2,1,1] pads=[1,0,0,2]")]
    [InlineData("Conv [1,2,9,9] c[3,2,3,3] dilations=[2,2] pads=[2,2,2,2]")]
    [InlineData("Conv [1,2,9,12] c[3,2,3,3] dilations=[4,3] pads=[4,3,4,3]")]
    [InlineData("Conv [1,2,9,9] c[3,2,3,3] dilations=[4,4] pads=[1,0,0,2]")]
    [InlineData("Conv [1,4,8,9] c[6,2,3,3] group=2 pads=[1,1,1,1]")]
    [InlineData("Conv [1,4,8,9] c[4,1,3,3] group=4 pads=[1,1,1,1]")]
    [InlineData("Conv [1,4,8,9] c[8,1,3,3] group=4 dilations=[2,1] pads=[2,1,2,1]")]
    [InlineData("Conv [N:3,16,8,9] c[16,16,3,3] pads=[1,1,1,1]")]
    [InlineData("Conv [1,3,8,9] c[4,3,3,3] auto_pad=SAME_UPPER")]
    [InlineData("Conv [1,3,8,9] c[4,3,2,4] auto_pad=SAME_UPPER")]
    [InlineData("Conv [1,3,8,9] c[4,3,2,4] auto_pad=SAME_LOWER")]
    [InlineData("Conv [1,3,8,9] c[4,3,3,3] auto_pad=VALID")]
    [InlineData("Conv [1,3,8,9] c[4,3,3,3] auto_pad=NOTSET kernel_shape=[3,3] pads=[1,0,0,1] strides=[1,1]")]
    [InlineData("Conv [1,3,H:8,W:9] c[4,3,3,3] pads=[1,1,1,1]")]
    [InlineData("Conv [N:2,3,H:8,W:9] c[4,3,2,2] auto_pad=SAME_UPPER")]
    [InlineData("Conv [1,3,11] c[4,3,3] pads=[1,1]")]
    [InlineData("Conv [1,4,11] c[4,2,4] group=2 dilations=[2] pads=[3,0]")]
    [InlineData("Conv [1,2,4,5,6] c[3,2,2,3,3] pads=[1,1,1,0,1,1]")]
    public void Stride1_MatchesDifference(string line) => Linear(line);

    [Theory]
    [InlineData("Conv [1,3,8,9] c[4,3,3,3] strides=[2,2]")]
    [InlineData("Conv [N:2,3,8,9] c[4,3,3,3] c[4] strides=[2,2] pads=[1,1,1,1]")]
    [InlineData("Conv [1,3,9,8] c[4,3,3,3] strides=[2,2] pads=[1,1,1,1]")]
    [InlineData("Conv [1,3,9,8] c[4,3,3,3] strides=[2,2] pads=[0,1,2,1]")]
    [InlineData("Conv [1,3,9,8] c[4,3,1,1] strides=[2,2]")]
    [InlineData("Conv [1,3,8,9] c[4,3,2,2] strides=[2,2]")]
    [InlineData("Conv [1,3,16,15] c[4,3,7,7] strides=[2,2] pads=[3,3,3,3]")]
    [InlineData("Conv [1,3,11,12] c[4,3,2,2] strides=[3,4]")]
    [InlineData("Conv [1,3,11,12] c[4,3,3,3] strides=[1,2] pads=[1,1,1,1]")]
    [InlineData("Conv [1,3,11,12] c[4,3,3,3] strides=[2,3] dilations=[3,2] pads=[2,1,1,2]")]
    [InlineData("Conv [1,4,11,12] c[6,2,3,3] group=2 strides=[2,2] pads=[1,1,1,1]")]
    [InlineData("Conv [1,4,11,12] c[4,1,3,3] group=4 strides=[2,2] pads=[1,1,1,1]")]
    [InlineData("Conv [1,3,11,12] c[4,3,3,3] strides=[2,2] auto_pad=SAME_UPPER")]
    [InlineData("Conv [1,3,12,11] c[4,3,4,2] strides=[2,3] auto_pad=SAME_LOWER")]
    [InlineData("Conv [1,3,12,11] c[4,3,3,2] strides=[3,3] auto_pad=SAME_UPPER")]
    [InlineData("Conv [1,3,12,11] c[4,3,2,2] strides=[4,5] auto_pad=SAME_UPPER")]
    [InlineData("Conv [1,3,12,11] c[4,3,3,3] strides=[2,2] auto_pad=VALID")]
    [InlineData("Conv [1,3,14] c[4,3,3] strides=[2] pads=[1,0]")]
    [InlineData("Conv [1,2,7,6,5] c[3,2,3,2,3] strides=[2,2,1] pads=[1,0,1,1,1,1]")]
    public void Strided_MatchesDifference(string line) => Linear(line);

    [Theory]
    [InlineData("ConvTranspose [1,3,5,6] c[3,4,2,2] strides=[2,2]")]
    [InlineData("ConvTranspose [N:2,3,5,6] c[3,4,2,2] c[4] strides=[2,2]")]
    [InlineData("ConvTranspose [1,3,H:5,W:6] c[3,4,2,2] strides=[2,2]")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,4,3,3]")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,4,3,3] pads=[1,1,1,1]")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,4,3,3] strides=[2,2] pads=[1,1,1,1] output_padding=[1,1]")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,4,3,3] strides=[2,3] pads=[1,0,0,2] output_padding=[0,2]")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,4,4,4] strides=[2,2] pads=[1,1,1,1]")]
    [InlineData("ConvTranspose [1,4,5,6] c[4,3,3,3] group=2 strides=[2,2]")]
    [InlineData("ConvTranspose [1,4,5,6] c[4,1,4,4] group=4 strides=[2,2] pads=[1,1,1,1]")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,2,3,3] dilations=[2,3] strides=[2,1] pads=[1,2,0,1]")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,2,3,3] dilations=[3,3] strides=[1,2] output_padding=[0,1]")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,2,3,3] strides=[2,2] output_shape=[10,13]")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,2,3,3] strides=[2,2] output_shape=[10,12]")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,2,3,3] strides=[2,2] output_shape=[10,12] auto_pad=SAME_UPPER")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,2,3,3] strides=[2,2] auto_pad=SAME_UPPER")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,2,3,4] strides=[2,3] auto_pad=SAME_LOWER")]
    [InlineData("ConvTranspose [1,3,5,6] c[3,2,3,3] strides=[2,2] auto_pad=VALID")]
    [InlineData("ConvTranspose [1,3,7] c[3,2,4] strides=[3] pads=[1,0]")]
    [InlineData("ConvTranspose [1,2,3,4,3] c[2,3,2,2,2] strides=[2,2,2]")]
    public void Transposed_MatchesDifference(string line) => Linear(line);

    /// <summary>Which form was taken.</summary>
    [Theory]
    [InlineData("Conv [1,4,8,9] c[6,2,3,3] group=2 pads=[1,1,1,1]", "Conv")]
    [InlineData("Conv [1,4,8,9] c[6,2,3,3] group=2 pads=[3,1,1,1]", "Slice Conv")]
    [InlineData("Conv [1,4,8,9] c[6,2,3,3] group=2 strides=[1,2]", "ConvTranspose")]
    [InlineData("ConvTranspose [1,4,8,9] c[4,2,2,2] strides=[2,2]", "Conv")]
    public void Form_FollowsTheStatedRule(string line, string operators)
    {
        var model = OpCase.Parse(line + " type:float").Model;

        new AppendGradient("y0", ["x0"]).Apply(model);

        var made = model.Graph.Nodes.Where(n => n.Name.StartsWith("gradient/", StringComparison.Ordinal));
        var found = made.Where(n => !n.Is("Expand") && !n.Is("Identity"));
        Assert.Equal(operators, string.Join(' ', found.Select(n => n.OpType)));
    }

    [Fact]
    public void WeightsOfTheGraph_NeedNoConstant() => GradientCheck.Compare(Dynamic(), new Dictionary<string, Tensor>
    {
        ["x"] = Ramp(1, 2, 6, 7),
    }, step: 1, tolerance: 1e-5);

    [Theory]
    [InlineData("Conv [1,3,H:8,9] c[4,3,3,3] strides=[2,2]", "Conv 'op', stride 2", "'x0'", "[1, 3, H, 9]", "expected a number")]
    [InlineData("Conv [1,3,8,9] [4,3,3,3]", "input 1 ('x1') of Conv 'op'")]
    [InlineData("Conv [1,3,8,9] c[4,3,3,3] [4]", "input 2 ('x2') of Conv 'op'")]
    public void WhatIsNotDecidable_IsRefusedByName(string line, params string[] says)
    {
        var error = Assert.Throws<OnnxException>(() => GradientCheck.Compare(line + " type:float"));
        Assert.All(says, part => Assert.Contains(part, error.Message));
    }

    private static void Linear(string line) => GradientCheck.Compare(line + " type:float step:1 within:1e-5");

    // Weights that another node makes from constants.
    private static Model Dynamic()
    {
        var model = new Model(new Graph("dynamic")) { Opset = 17 };
        var b = new GraphBuilder(model, "test");
        var weights = b.Op("Tanh", b.Const(Ramp(3, 2, 3, 3)));
        var y = b.Op("Conv", [b.Input("x", ElementType.Float, Shape.Of([1L, 2, 6, 7])), weights], Attribute.Of("pads", [1L, 1, 0, 2]));
        b.Output("y", y);
        return model;
    }

    private static Tensor Ramp(params ReadOnlySpan<long> sizes)
    {
        var count = 1L;
        foreach (var size in sizes) count *= size;
        return Tensor.Of<float>([.. Enumerable.Range(0, (int)count).Select(i => MathF.Sin(1.7f * i))], sizes);
    }
}
