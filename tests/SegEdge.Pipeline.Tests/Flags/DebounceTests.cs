using SegEdge.Pipeline.Flags;

namespace SegEdge.Pipeline.Tests.Flags;

public sealed class DebounceTests
{
    private static readonly FlagRuleOptions Weed = new() { Kind = FlagRuleKind.ClassArea, Class = "class1", Bound = 0.2f };

    [Fact]
    public void ARuleMustHold_ForConsecutiveFrames()
    {
        var rig = new RuleRig(Weed with { HoldFrames = 3, QuietSeconds = 0 });
        Assert.Equal([0, 0, 0, 0, 0, 1, 1], Fire(rig, "11.111"[..2] + "." + "1111"));
        Assert.Equal([0, 0, 0], Fire(rig, ".11"));
    }

    [Fact]
    public void FramesThatTheModelNeverSaw_DoNotBreakTheHold()
    {
        // A live camera faster than the model drops frames: the numbers of those that remain have holes.
        var rig = new RuleRig(Weed with { HoldFrames = 3, QuietSeconds = 0 });
        for (var n = 0; n < 3; n++)
        {
            rig.Next = 3 * n;
            Assert.Equal(n == 2 ? 1 : 0, rig.Show("11").Count);
        }
    }

    [Fact]
    public void AfterAFlag_ItIsQuiet_ForAsLongAsTheFramesSay()
    {
        var rig = new RuleRig(Weed with { HoldFrames = 1, QuietSeconds = 0.5 });
        Assert.Equal([1, 0, 0, 0, 0, 1, 0], Fire(rig, "1111111")); // a tenth of a second each, however fast they come
    }

    [Fact]
    public void Quiet_IsAboutOneTrack()
    {
        var rig = new RuleRig(Weed with { Kind = FlagRuleKind.Appears, HoldFrames = 1, QuietSeconds = 100 });
        Assert.Single(rig.Show("111......."));
        Assert.Single(rig.Show("111...1111"));
        Assert.Empty(rig.Show("111...1111"));
    }

    [Fact]
    public void Rules_AreDebouncedApart()
    {
        var rig = new RuleRig(Weed with { HoldFrames = 1, QuietSeconds = 100, Name = "a" }, Weed with { HoldFrames = 2, QuietSeconds = 100, Name = "b" });
        Assert.Equal(["a"], rig.Show("11").Select(f => f.Rule));
        Assert.Equal(["b"], rig.Show("11").Select(f => f.Rule));
        Assert.Empty(rig.Show("11"));
    }

    [Fact]
    public void Forgetting_NeitherRepeatsNorSilences()
    {
        var debounce = new Debounce(1, TimeSpan.FromSeconds(10));
        Assert.True(debounce.LetsThrough(1, 0, At(0)));
        debounce.Forget(At(9));
        Assert.False(debounce.LetsThrough(1, 1, At(9)));
        debounce.Forget(At(30));
        Assert.True(debounce.LetsThrough(1, 2, At(30)));
    }

    private static DateTimeOffset At(double seconds) => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds);

    // One frame a character.
    private static int[] Fire(RuleRig rig, string frames) => [.. frames.Select(c => rig.Show($"{c}{c}").Count)];
}
