using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class CutSubgraphTests
{
    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void TwoHalvesOfARealModel_GiveTheBitsOfTheWhole(string name)
    {
        var whole = OnnxReader.Read(SharedModels.Require(name));
        new UpgradeOpset().Apply(whole);
        var input = whole.Graph.FreeInputs.Single();
        string[] outputs = [.. whole.Graph.Outputs.Select(o => o.Name)];
        string[] middle = Middle(whole);
        // lwnet's second network looks at the picture again.
        var again = new Uses(whole.Graph).Of(input).Intersect(whole.Graph.Nodes.Skip(whole.Graph.Nodes.Count / 2)).Any();
        Model front = whole.Clone(), back = whole.Clone();
        Assert.True(new CutSubgraph([input.Name], middle).Apply(front));
        Assert.True(new CutSubgraph(again ? [input.Name, .. middle] : middle, outputs).Apply(back));
        Verifier.Verify(front);
        Verifier.Verify(back);
        Assert.True(front.Graph.Nodes.Count < whole.Graph.Nodes.Count && back.Graph.Nodes.Count < whole.Graph.Nodes.Count);

        // Unoptimised: fusing over the cut would order sums otherwise.
        using Ort one = new(whole, optimize: false), first = new(front, optimize: false), second = new(back, optimize: false);
        var picture = Small.Random(2, input.Shape!.Sizes());
        var between = first.Run((input.Name, picture));
        between[input.Name] = picture;
        var found = second.Run([.. back.Graph.FreeInputs.Select(i => (i.Name, between[i.Name]))]);
        foreach (var (output, expected) in one.Run((input.Name, picture))) Small.AssertSameBits(expected, found[output], output);
    }

    [Fact]
    public void ASecondOutputOfACutNode_IsStillMade()
    {
        var model = Small.Model(b =>
        {
            var halves = b.Node("Split", [b.Input("x", ElementType.Float, [2L, 4L])], 2, SegEdge.Onnx.Attribute.Of("axis", 1));
            (halves.Outputs[0]!.Name, halves.Outputs[1]!.Name) = ("left", "right");
            b.Output("y", b.Sub(halves.Outputs[0]!, halves.Outputs[1]!));
        });
        new CutSubgraph(["x", "left"], ["y"]).Apply(model);
        Verifier.Verify(model);
        using var ort = new Ort(model);
        var y = ort.Run(("x", Tensor.Of<float>([1, 2, 3, 4, 5, 6, 7, 8], 2, 4)), ("left", Tensor.Of<float>([10, 20, 30, 40], 2, 2)))["y"];
        Assert.Equal([7, 16, 23, 32], y.Span<float>().ToArray());
    }

    [Fact]
    public void ACutAtItsOwnFace_ChangesNothing() => Assert.False(new CutSubgraph(["x"], ["y"]).Apply(Diamond()));

    [Theory]
    [InlineData("left", "y", "needs the model's input 'x' by a way round 'left'")]
    [InlineData("left,right,x", "y", "No output needs 'x'")]
    [InlineData("left", "left", "'left' is asked for twice")]
    [InlineData("elsewhere", "y", "has no value 'elsewhere'")]
    [InlineData("x", "elsewhere", "has no value 'elsewhere'")]
    [InlineData("x,weight", "y", "is a constant")]
    [InlineData("x", "", "No output is asked for")]
    public void WhatCutsNothing_IsRefusedByName_AndTheModelIsAsBefore(string inputs, string outputs, string message)
    {
        var model = Diamond();
        var before = OnnxWriter.ToBytes(model);
        var cut = new CutSubgraph(inputs.Split(','), outputs.Split(',', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(message, Assert.Throws<OnnxException>(() => cut.Apply(model)).Message);
        Assert.Equal(before, OnnxWriter.ToBytes(model));
    }

    private static Model Diamond() => Small.Model(b =>
    {
        var x = b.Input("x", ElementType.Float, [2L, 3L]);
        var weight = b.Const(Small.Random(3, 3));
        weight.Name = "weight";
        Value left = b.Mul(x, weight), right = b.Op("Relu", x);
        (left.Name, right.Name) = ("left", "right");
        b.Output("y", b.Add(left, right));
    });

    // The values that cross the middle of the graph: made in its first half, read in the second.
    private static string[] Middle(Model model)
    {
        var graph = model.Graph;
        var uses = new Uses(graph);
        var half = graph.Nodes.Take(graph.Nodes.Count / 2).ToHashSet();
        return [.. half.SelectMany(n => n.Outputs).OfType<Value>().Where(v => v.Constant is null && uses.Of(v).Any(n => !half.Contains(n))).Select(v => v.Name)];
    }
}
