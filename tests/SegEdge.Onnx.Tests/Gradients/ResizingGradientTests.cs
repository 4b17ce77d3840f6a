using SegEdge.Onnx.Transforms;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>Every Resize is linear: the difference needs no small step, and with h = 1 only rounding is left. Weights in float and in double
/// differ by some 1e-6 of a pixel's distance.</summary>
public sealed class ResizingGradientTests
{
    public static TheoryData<string> Modes()
    {
        string[] modes =
        [
            "mode=nearest nearest_mode=round_prefer_floor", "mode=nearest nearest_mode=round_prefer_ceil", "mode=nearest nearest_mode=floor",
            "mode=nearest nearest_mode=ceil", "mode=linear", "mode=cubic", "mode=cubic cubic_coeff_a=-0.5", "mode=cubic exclude_outside=1",
        ];
        string[] coordinates = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"];
        return [.. modes.SelectMany(m => coordinates.Select(c => $"{m} coordinate_transformation_mode={c}"))];
    }

    [Theory, MemberData(nameof(Modes))]
    public void ByFactors_MatchesDifference(string attributes)
    {
        Linear($"Resize [N:2,3,5,7] - nums(1,1,2,3) {attributes} opset:13");
        Linear($"Resize [1,2,5,7] - nums(1,1,1.7,0.6) {attributes} opset:18");
        Linear($"Resize [1,2,51,6] - nums(1,1,2,4) {attributes} opset:13");
    }

    [Theory, MemberData(nameof(Modes))]
    public void BySizes_MatchesDifference(string attributes)
    {
        Linear($"Resize [N:2,3,5,7] - - ints(2,3,10,28) {attributes} opset:13", fixBatch: true);
        Linear($"Resize [1,3,6,7] - - ints(1,3,3,9) {attributes} opset:16");
        Linear($"Resize [1,3,6,7] - - ints(11,1) axes=[2,3] {attributes} opset:18");
    }

    [Theory]
    [InlineData("Resize [1,2,5,7] - nums(1,1,2,2) mode=linear coordinate_transformation_mode=half_pixel_symmetric opset:19")]
    [InlineData("Resize [1,2,5,7] - nums(1,1,1.5,0.7) mode=linear coordinate_transformation_mode=half_pixel_symmetric opset:19")]
    [InlineData("Resize [1,2,5,7] - nums(1,1,1.5,0.7) mode=cubic coordinate_transformation_mode=half_pixel_symmetric opset:19")]
    [InlineData("Resize [1,2,8,6] - - ints(12,12) axes=[2,3] keep_aspect_ratio_policy=not_larger mode=linear opset:18")]
    [InlineData("Resize [1,2,8,6] - - ints(12,12) axes=[2,3] keep_aspect_ratio_policy=not_smaller mode=linear opset:18")]
    [InlineData("Resize [1,2,8,7] - nums(2,3) axes=[-2,3] mode=linear opset:18")]
    [InlineData("Resize [5,7] - nums(2,1.5) mode=linear opset:13")]
    [InlineData("Resize [5,7] - nums(2,1.5) mode=cubic opset:13")]
    [InlineData("Resize [2,3,9] - nums(1,1,2) mode=nearest opset:13")]
    [InlineData("Resize [2,3,9] - nums(1,1,2.5) mode=linear opset:13")]
    [InlineData("Resize [2,3,4,5] - nums(2,3,1,2) mode=nearest opset:13")]
    [InlineData("Resize [1,4,5,3] - nums(1,2,2,1) mode=linear opset:13")]
    [InlineData("Resize [1,2,3,4,5] - nums(1,1,2,2,2) mode=linear opset:13")]
    [InlineData("Resize [1,2,3,4,5] - nums(1,1,2,2,2) mode=nearest coordinate_transformation_mode=asymmetric nearest_mode=floor opset:13")]
    [InlineData("Resize [N:2,C:3,60,5] - nums(1,1,2,2) mode=linear opset:13")]
    [InlineData("Resize [N:2,3,50,60] - nums(1,1,2,2) mode=linear opset:13")]
    [InlineData("Resize [1,3,50,60] - nums(1,1,3,4) mode=linear opset:13")]
    [InlineData("Resize [1,3,50,60] - nums(1,1,2,4) mode=linear coordinate_transformation_mode=asymmetric opset:13")]
    [InlineData("Resize [1,3,50,60] - nums(1,1,2,4) mode=cubic opset:13")]
    [InlineData("Resize [1,16,48,64] - nums(1,1,2,1) mode=linear opset:13")]
    [InlineData("Resize [N:2,1,12,20] - - ints(45,64) axes=[2,3] mode=linear opset:18")]
    public void OtherForms_MatchDifference(string line) => Linear(line);

    [Theory]
    [InlineData("Resize [1,2,8,7] nums(0,0,0.1,0.2,1,1,0.8,0.9) - ints(1,2,9,5) mode=linear opset:13")]
    [InlineData("Resize [1,2,8,7] nums(0,0,-0.2,0.2,1,1,0.8,1.3) - ints(1,2,9,5) mode=linear opset:13")]
    [InlineData("Resize [1,2,8,7] nums(0,0,-0.2,0.2,1,1,0.8,1.3) - ints(1,2,9,5) mode=nearest opset:13")]
    [InlineData("Resize [1,2,8,7] nums(-0.2,0.2,0.8,1.3) - ints(8,6) axes=[2,3] mode=linear opset:18")]
    [InlineData("Resize [1,2,8,7] nums(-0.2,0.2,0.8,1.3) - ints(8,6) axes=[2,3] mode=nearest opset:18")]
    [InlineData("Resize [1,2,8,7] nums(-0.2,0.2,0.8,1.3) - ints(8,6) axes=[2,3] mode=cubic opset:18")]
    public void Crops_MatchDifference(string line) => Linear(line + " coordinate_transformation_mode=tf_crop_and_resize");

    /// <summary>Which form was taken: a dense matrix over a long axis would cost more than the rest of a network.</summary>
    [Theory]
    [InlineData("Resize [1,4,6,7] - nums(1,1,2,3) mode=nearest coordinate_transformation_mode=asymmetric nearest_mode=floor", "AveragePool Mul")]
    [InlineData("Resize [1,4,6,7] - nums(1,1,2,2) mode=linear", "MatMul MatMul")]
    [InlineData("Resize [1,4,48,64] - nums(1,1,2,2) mode=linear", "Concat Concat Conv Conv MatMul MatMul MatMul MatMul Slice Slice Slice Slice Slice Slice")]
    [InlineData("Resize [1,4,48,7] - nums(1,1,2,2) mode=linear coordinate_transformation_mode=asymmetric", "Concat Conv MatMul MatMul Slice Slice")]
    [InlineData("Resize [1,4,48,64] - nums(1,1,1.5,1) mode=linear", "MatMul")]
    [InlineData("Resize [1,4,48,64] - nums(1,1,2,1) mode=linear coordinate_transformation_mode=align_corners", "MatMul")]
    public void Form_FollowsTheStatedRule(string line, string operators)
    {
        var model = OpCase.Parse(line + " type:float").Model;

        new AppendGradient("y0", ["x0"]).Apply(model);

        var made = model.Graph.Nodes.Where(n => n.Name.StartsWith("gradient/", StringComparison.Ordinal));
        var found = made.Where(n => !n.Is("Expand") && !n.Is("Identity"));
        Assert.Equal(operators, string.Join(' ', found.Select(n => n.OpType).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("Resize [1,2,8,7] - nums(1,1,0.5,0.5) mode=linear antialias=1 opset:18", "Resize 'op'", "antialias=1")]
    [InlineData("Resize [1,2,H:8,7] - nums(1,1,2,2) mode=linear opset:13", "Resize 'op'", "axis 2", "[1, 2, H, 7]", "expected a number")]
    public void WhatHasNoRule_IsRefusedByName(string line, params string[] says)
    {
        var error = Assert.Throws<OnnxException>(() => GradientCheck.Compare(line + " type:float"));
        Assert.All(says, part => Assert.Contains(part, error.Message));
    }

    private static void Linear(string line, bool fixBatch = false) =>
        GradientCheck.Compare((fixBatch ? line.Replace("N:", "", StringComparison.Ordinal) : line) + " type:float step:1 within:1e-5");
}
