using SegEdge.Onnx.Transforms;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>Where a function has no derivative, the rules choose one; numbers by hand.</summary>
public sealed class KinkTests
{
    [Fact]
    public void Relu_AtZero_Is0() => Check("Relu [3]", [-1, 0, 2], [0, 0, 1]);

    [Fact]
    public void LeakyRelu_AtZero_TakesTheLeftSlope() => Check("LeakyRelu [3] alpha=0.25", [-1, 0, 2], [0.25, 0.25, 1]);

    [Fact]
    public void PRelu_AtZero_TakesTheSlope() => Check("PRelu [3] nums(-0.5)", [-1, 0, 2], [-0.5, -0.5, 1]);

    [Fact]
    public void ThresholdedRelu_AtItsThreshold_Is0() => Check("ThresholdedRelu [3] alpha=0.5", [0.25, 0.5, 0.75], [0, 0, 1]);

    [Fact]
    public void Abs_AtZero_Is0() => Check("Abs [3]", [-1, 0, 2], [-1, 0, 1]);

    [Fact]
    public void Clip_OnABound_LetsThrough() => Check("Clip [5] num(-1) num(1)", [-2, -1, 0, 1, 2], [0, 1, 1, 1, 0]);

    [Fact]
    public void HardSigmoid_OnABound_Is0() => Check("HardSigmoid [3] alpha=0.5 beta=0.5", [-1, 0, 1], [0, 0.5, 0]);

    [Fact]
    public void HardSwish_AtBothEndsOfItsCurve_TakesTheStraightLines() => Check("HardSwish [5]", [-4, -3, 0, 3, 4], [0, 0, 0.5, 1, 1]);

    [Fact]
    public void Max_InATie_TheFirstHasItAll() => Check("Max [3] nums(1,2,3)", [3, 2, 1], [1, 1, 0]);

    [Fact]
    public void Max_InATie_TheSecondHasNothing() => Check("Max nums(3,2,1) [3]", [1, 2, 3], [0, 0, 1]);

    [Fact]
    public void Min_InATie_TheFirstHasItAll() => Check("Min [3] nums(1,2,3)", [3, 2, 1], [0, 1, 1]);

    [Fact]
    public void ReduceMax_TiesShare() => Check("ReduceMax [3]", [1, 2, 2], [0, 0.5, 0.5]);

    [Fact]
    public void ReduceMin_TiesShare() => Check("ReduceMin [3]", [1, 2, 1], [0.5, 0, 0.5]);

    [Fact]
    public void ReduceL2_OfZeros_Is0() => Check("ReduceL2 [3]", [0, 0, 0], [0, 0, 0]);

    [Fact]
    public void ReduceProd_WithOneZero_OnlyTheZeroCounts() => Check("ReduceProd [3]", [2, 0, 3], [0, 6, 0]);

    [Fact]
    public void ReduceProd_WithTwoZeros_Is0() => Check("ReduceProd [3]", [2, 0, 0], [0, 0, 0]);

    [Fact]
    public void Pow_WhereTheBaseIsNotPositive_GivesTheExponent0() => Check("Pow nums(-1,0,1) [3]", [1, 1, 1], [0, 0, 0]);

    private static void Check(string line, double[] x, double[] expected)
    {
        var one = OpCase.Parse($"{line} type:float");
        var input = one.Model.Graph.FreeInputs.Single().Name;
        new AppendGradient("y0", [input]).Apply(one.Model);
        using var ort = new Ort(one.Model);
        Assert.Equal(expected, ort.Run((input, Tensor.FromDoubles(ElementType.Float, x, x.Length)))[AppendGradient.OutputOf(input)].ToDoubles());
    }
}
