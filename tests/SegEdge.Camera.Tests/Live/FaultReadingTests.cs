using SegEdge.Camera.Live;

namespace SegEdge.Camera.Tests.Live;

/// <summary>What programs print, as FFmpeg 5.1, 6.1 and GStreamer 1.22 do, also of faults that no test machine can have.</summary>
public sealed class FaultReadingTests
{
    private static readonly ChildCommand Command = new("/usr/bin/ffmpeg", [], 1, new PictureSize(64, 48), "rtsp://camera.lan/s", new Secrets(""));

    [Theory]
    [InlineData("rtsp://camera.lan/s: Server returned 401 Unauthorized (authorization failed)", StreamFaultKind.Unauthorized)]
    [InlineData("[rtsp @ 0x1] method DESCRIBE failed: 404 Stream Not Found", StreamFaultKind.NoSuchStream)]
    [InlineData("Connection to tcp://10.0.0.9:554?timeout=0 failed: No route to host", StreamFaultKind.Unreachable)]
    [InlineData("Failed to resolve hostname camera.lan: Name or service not known", StreamFaultKind.Unreachable)]
    [InlineData("[tcp @ 0x1] Connection to tcp://10.0.0.9:554 failed: Connection timed out", StreamFaultKind.Unreachable)]
    [InlineData("[video4linux2,v4l2 @ 0x1] Cannot open video device /dev/video0: Permission denied", StreamFaultKind.Refused)]
    [InlineData("[video4linux2,v4l2 @ 0x1] ioctl(VIDIOC_STREAMON): Device or resource busy", StreamFaultKind.Refused)]
    [InlineData("[video4linux2,v4l2 @ 0x1] ioctl(VIDIOC_DQBUF): No such device", StreamFaultKind.Unreachable)]
    [InlineData("Error generated. /dvs/git/dirty/git-master_linux/camera: No cameras available", StreamFaultKind.Unreachable)]
    [InlineData("WARNING: erroneous pipeline: no element \"nvv4l2decoder\"", StreamFaultKind.Program)]
    [InlineData("Unrecognized option 'vsync'.", StreamFaultKind.Program)]
    [InlineData("rtsp://camera.lan/s: Invalid data found when processing input", StreamFaultKind.Garbage)]
    [InlineData("something that nobody has seen before", StreamFaultKind.Other)]
    public void LastWords_AreOfAKind_AndAreShown(string line, StreamFaultKind kind)
    {
        var fault = FaultReading.Ended(Command, 1, ["Input #0, rtsp", line, "-vsync is deprecated. Use -fps_mode"], 0);
        Assert.Equal(kind, fault.Kind);
        Assert.StartsWith("rtsp://camera.lan/s: ", fault.Message);
        Assert.Contains(line, fault.Message);
        Assert.Contains("It is tried again.", fault.Message);
    }

    [Fact]
    public void AGoodEnd_IsTheCamerasDoing() => Assert.Equal(StreamFaultKind.Ended, FaultReading.Ended(Command, 0, [], 0).Kind);

    [Theory]
    [InlineData("  Stream #0:0: Video: h264 (High), yuvj420p(pc, bt709, progressive), 1920x1080 [SAR 1:1 DAR 16:9], 25 fps, 25 tbr, 90k tbn", "1920x1080, 25 fps")]
    [InlineData("  Stream #0:0: Video: rawvideo (YUY2 / 0x32595559), yuyv422, 640x480, 147456 kb/s, 30 fps, 30 tbr, 1000k tbn", "640x480, 30 fps")]
    [InlineData("  Stream #0:1(eng): Video: hevc (Main), yuv420p(tv), 2560x1440, 90k tbn", "2560x1440")]
    [InlineData("  Stream #0:0: Audio: aac (LC), 48000 Hz, stereo, fltp", null)]
    public void WhatCame_IsReadFromItsWords(string line, string? came) => Assert.Equal(came, FaultReading.WhatCame(["Input #0", line]));
}
