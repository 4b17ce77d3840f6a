using SegEdge.Camera;
using SegEdge.Camera.Clips;
using SegEdge.EdgeHost.Clips;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Doctor;
using SegEdge.Pipeline.Privacy;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Clips;

/// <summary>What settings of clips are refused, and what the doctor says of the others.</summary>
public sealed class ClipCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhereNothingIsBlanked_OrNoClipsAreKept_ThereIsNothingToSay()
    {
        Assert.Empty(ClipCheck.Find(new()));
        Assert.Empty(ClipCheck.Find(With(new ClipOptions { Enabled = true }, PrivacyPolicy.None)));
        Assert.Empty(ClipCheck.Find(With(new ClipOptions { Enabled = true, KeepPrivatePixels = true }, PrivacyPolicy.Blank)));
    }

    [Theory]
    [InlineData(PrivacyPolicy.Blank, false, "KeepPrivatePixels")]
    [InlineData(PrivacyPolicy.Strict, true, "Privacy:Policy is Strict")]
    public void PrivatePixels_AreNotKept_UnlessThatIsSaid(PrivacyPolicy policy, bool keep, string named) =>
        Assert.Contains(named, Assert.Single(ClipCheck.Find(With(new ClipOptions { Enabled = true, KeepPrivatePixels = keep }, policy))), StringComparison.Ordinal);

    [Fact]
    public void AClipThatCannotHoldOneEvent_IsRefused() =>
        Assert.Contains("Clips:MostSeconds", Assert.Single(ClipCheck.Find(With(new ClipOptions { Enabled = true, PreSeconds = 40, PostSeconds = 30 }, PrivacyPolicy.None))), StringComparison.Ordinal);

    [Fact]
    public void TheDoctor_TellsWhatIsKept_AndWhatCannotBe()
    {
        var clips = new ClipOptions { Enabled = true, Folder = _folder.Path, QuotaBytes = 1 << 20 };
        File.WriteAllBytes(_folder.File("A.ts"), new byte[500_000]);
        File.WriteAllText(_folder.File("A.events"), "A\n");
        Assert.Equal(Verdict.Unused, ClipChecks.Clips(new()).Verdict);
        var simulated = ClipChecks.Clips(With(clips, PrivacyPolicy.None));
        Assert.Equal((Verdict.Unwise, EventClips.NoPackets), (simulated.Verdict, simulated.Found));
        var good = ClipChecks.Clips(With(clips, PrivacyPolicy.None) with { Camera = new CameraOptions { Source = "rtsp://camera.lan/live" } });
        Assert.Equal(Verdict.Good, good.Verdict);
        Assert.StartsWith($"1 clips, 0.5 MB of 1.0 MB, in {_folder.Path}; ", good.Found, StringComparison.Ordinal);
        Assert.Equal(Verdict.Bad, ClipChecks.Clips(With(clips, PrivacyPolicy.Strict)).Verdict);
    }

    private static SegEdgeOptions With(ClipOptions clips, PrivacyPolicy policy) => new() { Clips = clips, Privacy = new PrivacyOptions { Policy = policy } };
}
