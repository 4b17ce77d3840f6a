using OpenCvSharp;
using SegEdge.Pipeline.Flags;

namespace SegEdge.Pipeline.Tests.Flags;

public sealed class FlagRuleTests
{
    private static readonly FlagRuleOptions AtOnce = new() { HoldFrames = 1, QuietSeconds = 0, Bound = 0.2f };

    [Fact]
    public void ClassArea_FiresAboveTheBound_AndAsksAboutTheLargestRegion()
    {
        var rig = new RuleRig(AtOnce with { Kind = FlagRuleKind.ClassArea, Class = "class2", Severity = FlagSeverity.Alert, Name = "weed" });
        Assert.Empty(rig.Show("2....", "2....")); // 0.2 is the bound, and not above it
        var flag = Assert.Single(rig.Show("2..22", "...22"));
        Assert.Equal(("weed", FlagRuleKind.ClassArea, FlagSeverity.Alert), (flag.Rule, flag.Kind, flag.Severity));
        Assert.Equal((0.5f, 0.2f, "class2"), (flag.Value, flag.Threshold, flag.Class));
        Assert.Equal(new FlagQuestion(0, 2, new Point(3, 0)), flag.Question);
        Assert.NotNull(flag.Track);
    }

    [Fact]
    public void ClassArea_IsThatOfTheRegionOfInterest()
    {
        var rig = new RuleRig(AtOnce with { Kind = FlagRuleKind.ClassArea, Class = "class1", Roi = [0.5f, 0, 0.5f, 1] });
        Assert.Empty(rig.Show("11..", "11.."));
        Assert.Equal(0.25f, Assert.Single(rig.Show("11.1", "11..")).Value);
    }

    [Fact]
    public void LowMargin_FiresOnNearlyUndecidedPixels_AndAsksAboutThem()
    {
        var rig = new RuleRig(AtOnce with { Kind = FlagRuleKind.LowMargin, MarginBelow = 1 });
        Assert.Empty(rig.Show(Maps.Of(10, 1, (_, _) => 1, (x, _) => x < 2 ? 0.5f : 1)));
        var flag = Assert.Single(rig.Show(Maps.Of(10, 1, (x, _) => x < 1 ? 3 : 1, (x, _) => x < 4 ? 0.5f : 1)));
        Assert.Equal((0.4f, 0.2f, "class1"), (flag.Value, flag.Threshold, flag.Class));
        Assert.Equal(new FlagQuestion(0, 1, null, new UncertainBand(new Rect(0, 0, 10, 1), 1)), flag.Question);
    }

    [Fact]
    public void LowMargin_HasNothingToSay_WithoutScores() =>
        Assert.Empty(new RuleRig(AtOnce with { Kind = FlagRuleKind.LowMargin }).Show(Maps.Of(10, 1, (_, _) => 1, hasMargins: false)));

    [Fact]
    public void Appears_FiresForALargeEnoughRegion_WithItsTrack()
    {
        var rig = new RuleRig(AtOnce with { Kind = FlagRuleKind.Appears, Class = "class1" });
        Assert.Empty(rig.Show("1.........."));
        var flag = Assert.Single(rig.Show("...111....."));
        Assert.Equal((3 / 11f, 0.2f, "class1"), (flag.Value, flag.Threshold, flag.Class));
        Assert.Equal(new FlagQuestion(0, 1, new Point(3, 0)), flag.Question);
        Assert.True(flag.Track > 0);
    }

    [Fact]
    public void Appears_SaysItOnceOfATrack_HoweverLongItStays()
    {
        var rig = new RuleRig(AtOnce with { Kind = FlagRuleKind.Appears, Class = "class1", QuietSeconds = 1 });
        Assert.Single(rig.Show("...111....."));
        for (var n = 0; n < 50; n++) Assert.Empty(rig.Show("...111.....")); // five seconds
        Assert.Single(rig.Show("...111.1111")); // another one
    }

    [Fact]
    public void Disappears_FiresOnceTheClassIsGone_AndHasNothingToAsk()
    {
        var rig = new RuleRig(AtOnce with { Kind = FlagRuleKind.Disappears, Class = "class1", Bound = 0.5f });
        Assert.Empty(rig.Show("....................")); // it never was there
        Assert.Empty(rig.Show("1111111111111111...."));
        Assert.Empty(rig.Show("11..................")); // less, but not gone
        var flag = Assert.Single(rig.Show("...................."));
        Assert.Equal((0f, 0.05f, "class1"), (flag.Value, flag.Threshold, flag.Class));
        Assert.Null(flag.Question);
        Assert.Empty(rig.Show("11111111111111111111"));
    }

    [Fact]
    public void Flicker_FiresOnThereAndBack_NotOnMotion()
    {
        var rig = new RuleRig(AtOnce with { Kind = FlagRuleKind.Flicker });
        foreach (var row in new[] { "1111......", "..1111....", "....1111..", "......1111" }) Assert.Empty(rig.Show(row));
        Assert.Empty(rig.Show(".........."));
        var flag = Assert.Single(rig.Show("......1111"));
        Assert.Equal((0.4f, 0.2f), (flag.Value, flag.Threshold));
        Assert.NotNull(flag.Question);
    }

    [Fact]
    public void EveryNth_CountsFrames()
    {
        var rig = new RuleRig(AtOnce with { Kind = FlagRuleKind.EveryNth, Every = 3, HoldFrames = 5, QuietSeconds = 100 });
        var fired = Enumerable.Range(0, 9).Select(_ => rig.Show("1.").Count).ToArray();
        Assert.Equal([0, 0, 1, 0, 0, 1, 0, 0, 1], fired);
        Assert.Equal(3, FlagPolicy.ThresholdOf(AtOnce with { Kind = FlagRuleKind.EveryNth, Every = 3 }));
    }

    [Fact]
    public void Trigger_FlagsExactlyTheNextFrame()
    {
        var rig = new RuleRig(AtOnce with { Kind = FlagRuleKind.Trigger, HoldFrames = 5, QuietSeconds = 100 });
        Assert.Empty(rig.Show("1."));
        rig.Policy.Trigger();
        rig.Policy.Trigger(); // twice before a frame is still one frame
        Assert.Equal(FlagRuleKind.Trigger, Assert.Single(rig.Show("1.")).Kind);
        Assert.Empty(rig.Show("1."));
        rig.Policy.Trigger();
        Assert.Single(rig.Show("1."));
    }

    [Fact]
    public void AuditFrames_AskAboutTheLeastSureRegion()
    {
        var rig = new RuleRig(AtOnce with { Kind = FlagRuleKind.EveryNth, Every = 1 });
        var flag = Assert.Single(rig.Show(Maps.Of(9, 1, (x, _) => x / 3, (x, _) => x / 3 == 1 ? 0.1f : 4)));
        Assert.Equal(new FlagQuestion(0, 1, new Point(3, 0)), flag.Question);
    }
}
