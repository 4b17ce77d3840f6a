using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Flags;

public sealed class FlagPolicyTests
{
    [Fact]
    public void EveryImpossibleRule_IsListed_WithItsPlaceAndWhatThereIs()
    {
        var e = Assert.Throws<ModelException>(() => new FlagPolicy(
        [
            new() { Kind = FlagRuleKind.ClassArea, Class = "weed" },
            new() { Kind = FlagRuleKind.Appears, Name = "person" },
            new() { Kind = FlagRuleKind.LowMargin, Roi = [0.5f, 0.5f, 1.5f, 0] },
            new() { Kind = FlagRuleKind.Flicker, Head = "lane" },
            new() { Kind = FlagRuleKind.Trigger },
            new() { Kind = FlagRuleKind.LowMargin, Roi = [0, 0, 1] },
        ], RuleRig.Manifest));
        Assert.Equal(5, e.Problems.Count);
        Assert.Contains("Flags:0 (classArea): 'Class' is 'weed', tiny has: head: class0, class1, class2, class3", e.Problems[0]);
        Assert.Contains("Flags:1 (person): a rule of kind Appears needs 'Class'", e.Problems[1]);
        Assert.Contains("Flags:2 (lowMargin): 'Roi' is [0.5, 0.5, 1.5, 0]", e.Problems[2]);
        Assert.Contains("Flags:3 (flicker): 'Head' is 'lane', tiny has: head", e.Problems[3]);
        Assert.Contains("Flags:5 (lowMargin): 'Roi' is [0, 0, 1]", e.Problems[4]);
    }

    [Fact]
    public void AClassOfTheSecondHead_IsFound()
    {
        var manifest = TinyOnnx.TwoHeads(16, 8).Manifest;
        var second = manifest.Heads[1] with { Classes = [new("dark", "#000000"), new("bright", "#ffffff")] };
        Assert.NotNull(new FlagPolicy([new() { Kind = FlagRuleKind.ClassArea, Class = "bright" }], manifest with { Heads = [manifest.Heads[0], second] }));
    }

    [Fact]
    public void WithoutRules_NothingIsFlagged() => Assert.Empty(new RuleRig().Show("11"));
}
