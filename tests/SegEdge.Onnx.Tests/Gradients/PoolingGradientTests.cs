using System.Globalization;
using SegEdge.Onnx.Transforms;

namespace SegEdge.Onnx.Tests.Gradients;

public sealed class PoolingGradientTests
{
    /// <summary>Linear: with h = 1 only rounding is left.</summary>
    [Theory]
    [InlineData("AveragePool [1,3,8,10] kernel_shape=[2,2] strides=[2,2]")]
    [InlineData("AveragePool [N:2,3,9,11] kernel_shape=[2,2] strides=[2,2]")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,4] strides=[3,4]")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,3]")]
    [InlineData("AveragePool [1,3,H:9,W:11] kernel_shape=[3,2]")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,3] strides=[2,2]")]
    [InlineData("AveragePool [1,3,8,10] kernel_shape=[3,3] strides=[2,2]")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[2,2] strides=[3,4]")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,3] pads=[1,1,1,1]")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,3] pads=[1,1,1,1] count_include_pad=1")]
    [InlineData("AveragePool [1,3,H:9,W:11] kernel_shape=[3,3] pads=[1,1,1,1] count_include_pad=1")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,3] pads=[0,1,2,0] strides=[2,2]")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,3] pads=[0,1,2,0] strides=[2,2] count_include_pad=1")]
    [InlineData("AveragePool [1,3,8,10] kernel_shape=[3,3] strides=[2,2] ceil_mode=1")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[2,2] strides=[2,2] ceil_mode=1")]
    [InlineData("AveragePool [1,3,8,10] kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] ceil_mode=1")]
    [InlineData("AveragePool [1,3,8,10] kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] ceil_mode=1 count_include_pad=1")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[2,3] strides=[3,2] ceil_mode=1 count_include_pad=1")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,2] strides=[2,2] auto_pad=SAME_UPPER")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,2] auto_pad=SAME_LOWER")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,2] strides=[2,3] auto_pad=VALID")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,3] dilations=[2,2] opset:19")]
    [InlineData("AveragePool [1,3,9,11] kernel_shape=[3,2] dilations=[2,3] strides=[2,2] pads=[1,1,2,0] opset:19")]
    [InlineData("AveragePool [1,3,13] kernel_shape=[4] strides=[2] pads=[1,2]")]
    [InlineData("AveragePool [1,2,4,6,5] kernel_shape=[2,3,2] strides=[2,3,2]")]
    [InlineData("AveragePool [1,2,4,6,5] kernel_shape=[2,3,2] strides=[1,2,1] pads=[1,0,1,0,1,0]")]
    [InlineData("GlobalAveragePool [2,3,5,7]")]
    [InlineData("GlobalAveragePool [N:2,3,5,7]")]
    [InlineData("GlobalAveragePool [N:2,3,H:5,W:7]")]
    [InlineData("GlobalAveragePool [1,3,5]")]
    public void Averages_MatchDifference(string line) => GradientCheck.Compare(line + " type:float step:1 within:1e-5");

    /// <summary>Piecewise linear: exact as long as no maximum changes within the step; inputs lie some 4 / count apart. Outputs are copies,
    /// without rounding.</summary>
    [Theory]
    [InlineData("MaxPool [1,3,8,10] kernel_shape=[2,2] strides=[2,2]")]
    [InlineData("MaxPool [N:2,3,9,11] kernel_shape=[2,2] strides=[2,2]")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[3,4] strides=[3,4]")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[2,3] strides=[3,4]")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[3,3]")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[3,3] strides=[2,2]")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]")]
    [InlineData("MaxPool [1,3,8,10] kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]")]
    [InlineData("MaxPool [1,3,8,10] kernel_shape=[3,3] strides=[2,2] pads=[0,0,1,1]")]
    [InlineData("MaxPool [1,3,8,10] kernel_shape=[3,3] strides=[2,2] ceil_mode=1")]
    [InlineData("MaxPool [1,3,8,10] kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] ceil_mode=1")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[2,2] strides=[2,2] ceil_mode=1")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[5,5] pads=[2,2,2,2]")]
    [InlineData("MaxPool [N:2,3,H:9,W:11] kernel_shape=[5,5] pads=[2,2,2,2]")]
    [InlineData("MaxPool [1,3,H:9,W:11] kernel_shape=[3,3] auto_pad=SAME_UPPER")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[4,5] strides=[2,3] pads=[1,2,2,1]")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[3,2] strides=[2,2] auto_pad=SAME_UPPER")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[3,2] strides=[2,2] auto_pad=SAME_LOWER")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[3,2] strides=[2,3] auto_pad=VALID")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[3,2] dilations=[2,3]")]
    [InlineData("MaxPool [1,3,9,11] kernel_shape=[3,2] dilations=[3,2] strides=[2,2] pads=[2,1,1,1]")]
    [InlineData("MaxPool [1,3,13] kernel_shape=[4] strides=[2] pads=[1,2]")]
    [InlineData("MaxPool [1,2,4,6,5] kernel_shape=[2,3,2] strides=[2,3,2]")]
    [InlineData("MaxPool [1,2,4,6,5] kernel_shape=[2,3,2] strides=[1,2,1] pads=[1,0,1,0,1,0]")]
    [InlineData("GlobalMaxPool [N:2,3,5,7]")]
    [InlineData("GlobalMaxPool [1,3,H:5,W:7]")]
    [InlineData("GlobalMaxPool [1,3,6]")]
    public void Maxima_MatchDifference(string line) => GradientCheck.Compare(line + " type:float step:1e-4 within:1e-6");

    [Theory]
    [InlineData("MaxPool [1,3,H:9,11] kernel_shape=[2,2] strides=[2,2]", "MaxPool 'op', stride 2", "spatial axis 0", "expected a number")]
    [InlineData("AveragePool [1,3,H:9,11] kernel_shape=[3,3] strides=[2,2]", "AveragePool 'op', stride 2", "spatial axis 0")]
    [InlineData("AveragePool [1,C:3,9,11] kernel_shape=[3,3] strides=[2,2]", "AveragePool 'op'", "channels", "[1, C, 9, 11]")]
    public void WhatIsNotDecidable_IsRefusedByName(string line, params string[] says)
    {
        var error = Assert.Throws<OnnxException>(() => GradientCheck.Compare(line + " type:float"));
        Assert.All(says, part => Assert.Contains(part, error.Message));
    }

    /// <summary>By hand: window maxima 5 (twice) and 7; each 5 gets half.</summary>
    [Theory]
    [InlineData("2,2", "2,2", "0,0,0,0", "1,2", "5,1,2,7,5,3,0,1", "1,3", "0.5,0,0,3,0.5,0,0,0")]
    // Windows of 2 x 3 at stride 1: {5,1,2,5,3,0} with 1 and {1,2,5,3,0,5} with 3; the two 5s of each share.
    [InlineData("2,3", "1,1", "0,0,0,0", "1,2", "5,1,2,5,5,3,0,5", "1,4", "0.5,0,0,2,0.5,0,0,2")]
    // Padding never wins, though all inputs are negative; the window with -2 twice shares.
    [InlineData("2,2", "2,2", "1,1,1,1", "2,3", "-1,-2,-2,-4,-5,-6,-7,-8", "1,2,3,4,5,6", "1,1,1,3,4,5,0,6")]
    public void Ties_ShareInEqualParts(string kernel, string strides, string pads, string windows, string x, string dy, string dx)
    {
        var model = new Model(new Graph("ties")) { Opset = 17 };
        var b = new GraphBuilder(model, "test");
        var pool = b.Op("MaxPool", [b.Input("x", ElementType.Float, Shape.Of([1L, 1, 2, 4]))], Attribute.Of("kernel_shape", Longs(kernel)),
            Attribute.Of("strides", Longs(strides)), Attribute.Of("pads", Longs(pads)));
        b.Output("y", pool);
        b.Input("dy", ElementType.Float, Shape.Of([1L, 1, .. Longs(windows)]));
        new AppendGradient("y", ["x"], "dy").Apply(model);
        using var ort = new Ort(model);

        var gradient = ort.Run(("x", Tensor.Of<float>(Floats(x), 1, 1, 2, 4)), ("dy", Tensor.Of<float>(Floats(dy), [1, 1, .. Longs(windows)])));

        Assert.Equal(Floats(dx), gradient["x/gradient"].ToFloats());
    }

    private static long[] Longs(string list) => Array.ConvertAll(list.Split(','), n => long.Parse(n, CultureInfo.InvariantCulture));

    private static float[] Floats(string list) => Array.ConvertAll(list.Split(','), n => float.Parse(n, CultureInfo.InvariantCulture));
}
