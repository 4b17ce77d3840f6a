using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class ExposeValueTests
{
    private static readonly Tensor X = Small.Random(1, 2, 3);

    [Theory]
    [InlineData("hidden", null, "hidden")]
    [InlineData("hidden", "seen", "seen")]
    [InlineData("x", "seen", "seen")]
    [InlineData("bias", "seen", "seen")]
    [InlineData("y", "seen", "seen")]
    public void AValue_BecomesAnOutput_AndTheOldOneKeepsItsBits(string value, string? name, string output)
    {
        var model = Network();
        using var before = new Ort(model);
        Assert.True(new ExposeValue(value, name).Apply(model));
        Verifier.Verify(model);
        using var after = new Ort(model);
        var found = after.Run(("x", X));
        Assert.Equal(["y", output], found.Keys);
        Small.AssertSameBits(before.Run(("x", X))["y"], found["y"], "y");
        var expected = value switch { "x" => X, "bias" => Small.Random(5, 3), "y" => found["y"], _ => Hidden() };
        Small.AssertSameBits(expected, found[output], output);
    }

    [Fact]
    public void EveryActivationOfARealModel_CanBeSeen_AndItsScoresKeepTheirBits()
    {
        var model = OnnxReader.Read(SharedModels.Require("field"));
        var input = model.Graph.FreeInputs.Single();
        var picture = Small.Random(2, input.Shape!.Sizes());
        using var before = new Ort(model);
        var expected = before.Run((input.Name, picture));
        foreach (var relu in model.Graph.Nodes.Where(n => n.Is("Relu")).ToList()) new ExposeValue(relu.Output.Name).Apply(model);
        Verifier.Verify(model);
        using var after = new Ort(model);
        var found = after.Run((input.Name, picture));
        Assert.Equal(24, found.Count);
        Small.AssertSameBits(expected["logits"], found["logits"], "logits");
    }

    [Fact]
    public void AnOutput_IsOneAlready() => Assert.False(new ExposeValue("y").Apply(Network()));

    [Theory]
    [InlineData("elsewhere", null, "has no value 'elsewhere'")]
    [InlineData("inside", null, "lies in a subgraph of If 'choice'")]
    [InlineData("x", null, "is no node's; expected another name")]
    [InlineData("hidden", "bias", "two values 'bias'")]
    [InlineData("custom", null, "its type follows from nothing")]
    public void WhatCannotBe_IsRefusedByName_AndTheModelIsAsBefore(string value, string? name, string message)
    {
        var model = Network();
        var inside = new Node("Relu", [model.Graph.Inputs[0]], [new Value("inside", ElementType.Float)]);
        var branch = new Graph("branch");
        branch.Nodes.Add(inside);
        branch.Outputs.Add(inside.Output);
        model.Graph.Nodes.Add(new Node("If", [model.Graph.Inputs[0]], [new Value("chosen")], [Attribute.Of("then_branch", branch)], "choice"));
        model.Graph.Nodes.Add(new Node("Mystery", [], [new Value("custom")], domain: "here"));
        var before = OnnxWriter.ToBytes(model);
        Assert.Contains(message, Assert.Throws<OnnxException>(() => new ExposeValue(value, name).Apply(model)).Message);
        Assert.Equal(before, OnnxWriter.ToBytes(model));
    }

    private static Model Network() => Small.Model(b =>
    {
        var bias = b.Const(Small.Random(5, 3));
        bias.Name = "bias";
        var hidden = b.Add(b.Input("x", ElementType.Float, [2L, 3L]), bias);
        hidden.Name = "hidden";
        b.Output("y", b.Op("Relu", hidden));
    });

    private static Tensor Hidden()
    {
        var sums = X.ToFloats();
        var bias = Small.Random(5, 3).ToFloats();
        for (var i = 0; i < sums.Length; i++) sums[i] += bias[i % 3];
        return Tensor.Of<float>(sums, 2, 3);
    }
}
