using SegEdge.Camera.Live;

namespace SegEdge.Camera.Tests.Live;

/// <summary>The command lines, also of cameras that no test machine has.</summary>
public sealed class CameraCommandsTests
{
    private const string Url = "rtsp://user:p%40ss@camera.lan/live?a=1&b=$(reboot);`x`";

    [Fact]
    public void AnRtspUrl_IsOneArgument_WhateverIsInIt()
    {
        var command = For(new() { Source = Url });
        Assert.Equal(Url, command.Arguments[command.Arguments.ToList().IndexOf("-i") + 1]);
        Assert.Equal("tcp", command.Arguments[command.Arguments.ToList().IndexOf("-rtsp_transport") + 1]);
        Assert.EndsWith("/ffmpeg", command.Program);
        Assert.Equal(1, command.PicturesOn);
        Assert.DoesNotContain("p%40ss", command.Where);
        Assert.Equal(960 * 540 * 3, command.PictureBytes);
    }

    [Fact]
    public void WithGStreamer_TheUrlIsOneValue_AndPicturesAreOn3()
    {
        var command = For(new() { Source = Url, Decoder = CameraDecoder.Gstreamer, Transport = RtspTransport.Udp });
        Assert.Contains($"location=\"{Url}\"", command.Arguments);
        Assert.Contains("protocols=udp", command.Arguments);
        Assert.Equal(3, command.PicturesOn);
        Assert.Equal(["fdsink", "fd=3", "sync=false"], command.Arguments.TakeLast(3));
        Assert.Equal("-q", command.Arguments[0]);
    }

    [Fact]
    public void OnAJetson_DecodingAndScalingStayInItsHardware()
    {
        var rtsp = string.Join(' ', For(new() { Source = "rtsp://camera.lan/s", Decoder = CameraDecoder.Nvidia }).Arguments);
        Assert.Contains("! rtph264depay ! h264parse ! nvv4l2decoder ! nvvidconv ! video/x-raw,format=BGRx,width=960,height=540 ! videoconvert ! video/x-raw,format=BGR ! queue", rtsp);
        var csi = For(new() { Source = "csi:1", FramesPerSecond = 29.97 });
        Assert.StartsWith(
            "-q nvarguscamerasrc sensor-id=1 ! video/x-raw(memory:NVMM),width=1920,height=1080,format=NV12,framerate=30/1 ! nvvidconv ! video/x-raw,format=BGRx,width=960,height=540 !",
            string.Join(' ', csi.Arguments));
        Assert.Equal("0", CameraAddress.Parse("csi")!.Target);
    }

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg, "-c:v copy -f mpegts", "pipe:17")]
    [InlineData(CameraDecoder.Gstreamer, "! mpegtsmux ! fdsink", "fd=17")]
    [InlineData(CameraDecoder.Nvidia, "! mpegtsmux ! fdsink", "fd=17")]
    public void WithPackets_OneProgramWritesBoth_ByOneConnection(CameraDecoder decoder, string copied, string descriptor)
    {
        // The address is nobody's to change, whatever is in it.
        var url = $"rtsp://camera.lan/pipe:{ChildCommand.Packets}";
        var command = For(new() { Source = url, Decoder = decoder }, withPackets: true).WithPacketsOn("17");
        Assert.Contains(copied, string.Join(' ', command.Arguments));
        Assert.Equal(descriptor, command.Arguments[command.PacketsArgument!.Value]);
        Assert.Single(command.Arguments, argument => argument.Contains(url, StringComparison.Ordinal));
        Assert.DoesNotContain(For(new() { Source = url, Decoder = decoder }).Arguments, argument => argument.Contains("mpegts", StringComparison.Ordinal));
        Assert.Null(For(new() { Source = "/dev/video0" }, withPackets: true).PacketsArgument);
    }

    [Theory]
    [InlineData("/dev/video2", "/dev/video2")]
    [InlineData("v4l2:/dev/v4l/by-id/usb-cam", "/dev/v4l/by-id/usb-cam")]
    public void AUsbCamera_IsAskedForSizeAndRate(string source, string device)
    {
        var command = For(new() { Source = source, Width = 640, Height = 480, FramesPerSecond = 15 });
        Assert.Contains($"-f v4l2 -framerate 15 -video_size 640x480 -i {device}", string.Join(' ', command.Arguments));
    }

    [Theory]
    [InlineData("simulated")]
    [InlineData("/data/field.mp4")]
    [InlineData("pictures")]
    public void AFile_IsNoRealCamera(string source) => Assert.Null(ChildProcessSource.TryOpen(new() { Source = source }, TimeProvider.System));

    [Theory]
    [InlineData("rtsp://", "is no RTSP address")]
    [InlineData("rtsp:///path", "is no RTSP address")]
    [InlineData("rtsp://user:pass word@camera.lan/s", "is no RTSP address")]
    [InlineData("rtsp://camera.lan/a\"b", "is no RTSP address")]
    [InlineData("csi:left", "expected 'csi' or 'csi:N'")]
    public void WhatOnlyLooksLikeOne_IsRefusedWithTheForm(string source, string found)
    {
        var e = Assert.Throws<CameraException>(() => For(new() { Source = source }));
        Assert.Contains(found, e.Message);
        Assert.DoesNotContain("pass word", e.Message);
    }

    [Theory]
    [InlineData("csi", CameraDecoder.Ffmpeg)]
    [InlineData("/dev/video0", CameraDecoder.Nvidia)]
    public void ADecoderThatCannotReadIt_IsRefused(string source, CameraDecoder decoder) =>
        Assert.Contains("Camera:Decoder", Assert.Throws<CameraException>(() => For(new() { Source = source, Decoder = decoder })).Message);

    [Fact]
    public void RowsThatGStreamerWouldPad_AreRefused()
    {
        var e = Assert.Throws<CameraException>(() => For(new() { Source = "csi", Width = 642 }));
        Assert.Contains("640", e.Message);
    }

    [Fact]
    public void AProgramThatIsNotInstalled_IsNamedWithItsPackage()
    {
        var e = Assert.Throws<CameraException>(() => Programs.Require("no-such-ffmpeg", "ffmpeg", "rtsp://camera.lan/s"));
        Assert.Contains("'no-such-ffmpeg' was not found in PATH", e.Message);
        Assert.Contains("apt-get install ffmpeg", e.Message);
    }

    private static ChildCommand For(CameraOptions options, bool withPackets = false)
    {
        if (Programs.Find("gst-launch-1.0") is null || Programs.Find("ffmpeg") is null) Assert.Skip("ffmpeg or gst-launch-1.0 is not on this machine; install ffmpeg and gstreamer1.0-tools.");
        return CameraCommands.For(CameraAddress.Parse(options.Source)!, options, withPackets);
    }
}
