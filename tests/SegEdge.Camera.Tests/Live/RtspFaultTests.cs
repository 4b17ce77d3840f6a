using System.Net;
using System.Net.Sockets;
using SegEdge.Camera.Live;
using SegEdge.Testing;

namespace SegEdge.Camera.Tests.Live;

/// <summary>What a person reads about a camera that does not work: the real programs, real faults.</summary>
public sealed class RtspFaultTests
{
    private static readonly PictureSize Size = new(160, 96);

    private static readonly ReconnectOptions Patient = new() { StallAfter = TimeSpan.FromSeconds(3), LongestWait = TimeSpan.FromSeconds(2) };

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg)]
    [InlineData(CameraDecoder.Gstreamer)]
    public async Task AWrongPassword_IsCalledOne_AndIsNotPrinted(CameraDecoder decoder)
    {
        await using var server = await RtspServer.StartAsync(Size, login: "viewer:right");
        await using (var good = Open(server.Url, decoder)) await good.MorePicturesAsync();
        var fault = await FaultAsync(RtspServer.UrlAt(server.Port, "viewer:wr%40ng"), decoder);
        Says(fault, $"rtsp://***@127.0.0.1:{server.Port}/clip", "refused the user name or password", "401", "Expected rtsp://USER:PASSWORD@", "Correct Camera:Source");
        Assert.DoesNotContain(fault.Said.Append(fault.Message), text => text.Contains("wr%40ng", StringComparison.Ordinal) || text.Contains("wr@ng", StringComparison.Ordinal));
        Assert.NotEmpty(fault.Said);
    }

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg)]
    [InlineData(CameraDecoder.Gstreamer)]
    public async Task APathThatIsNotThere_IsCalledSo(CameraDecoder decoder)
    {
        await using var server = await RtspServer.StartAsync(Size);
        Says(await FaultAsync($"rtsp://127.0.0.1:{server.Port}/other", decoder), "has no such stream", "404", "ONVIF", "Correct the path");
    }

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg)]
    [InlineData(CameraDecoder.Gstreamer)]
    public async Task NobodyAtThatPort_IsCalledSo(CameraDecoder decoder) =>
        Says(await FaultAsync($"rtsp://127.0.0.1:{FreePort.Find()}/clip", decoder), "nothing listens", "port 554", "Check address", "Next attempt in");

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg)]
    [InlineData(CameraDecoder.Gstreamer)]
    public async Task AServerThatNeverAnswers_IsAStall(CameraDecoder decoder)
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var fault = await FaultAsync($"rtsp://127.0.0.1:{((IPEndPoint)mute.LocalEndpoint).Port}/clip", decoder);
        Says(fault, "no picture within 3 s", "found 0 of 46,080 bytes", "Camera:Reconnect:StallAfter");
    }

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg)]
    [InlineData(CameraDecoder.Gstreamer)]
    public async Task AServerThatSpeaksNoRtsp_IsTold_AndTriedAgain(CameraDecoder decoder)
    {
        await using var noise = new NoiseServer();
        await using var reader = Open($"rtsp://127.0.0.1:{noise.Port}/clip", decoder);
        var first = await reader.EventAsync(LinkEventKind.Lost);
        Says(first, $"rtsp://127.0.0.1:{noise.Port}/clip", "It is tried again");
        await reader.EventAsync(LinkEventKind.Lost, after: 1);
    }

    [Fact]
    public async Task NoSuchDevice_IsCalledSo() => Says(await FaultAsync("/dev/video97", CameraDecoder.Auto), "/dev/video97: there is no such camera", "segedge cameras");

    [Fact]
    public async Task WithoutJetPack_TheMissingElementIsNamed()
    {
        if (Programs.Find("gst-launch-1.0") is null) Assert.Skip("gst-launch-1.0 is not on this machine; install gstreamer1.0-tools.");
        Says(await FaultAsync("csi:0", CameraDecoder.Auto), "csi:0: GStreamer lacks an element", "nvarguscamerasrc", "JetPack");
    }

    private static async Task<LinkEvent> FaultAsync(string url, CameraDecoder decoder)
    {
        await using var reader = Open(url, decoder);
        return await reader.EventAsync(LinkEventKind.Lost);
    }

    private static LiveReader Open(string url, CameraDecoder decoder) => new(ChildProcessSource.TryOpen(
        new CameraOptions { Source = url, Width = Size.Width, Height = Size.Height, Decoder = decoder, Reconnect = Patient }, TimeProvider.System)!);

    private static void Says(LinkEvent fault, params string[] words)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{fault.Message}\n{string.Join('\n', fault.Said)}");
        Assert.All(words, word => Assert.Contains(word, fault.Message));
    }
}
