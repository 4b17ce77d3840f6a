using SegEdge.Camera;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

public sealed class CamerasCommandTests
{
    [Fact]
    public async Task ACamera_IsTried_AndSaysWhatItGives()
    {
        await using var server = await RtspServer.StartAsync(new PictureSize(320, 192), login: "viewer:secret-2");
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null,
            "cameras", "--source", server.Url, "--frames", "20", "--set", "Camera:Width=160", "--set", "Camera:Height=96");
        Assert.True(code == 0, errors + output);
        Assert.Matches(@"streaming 320x192, [\d.]+ fps; asked for 160x96", output);
        Assert.Matches(@"20 pictures of 160x96, [\d.]+ a second", output);
        Assert.DoesNotContain("secret-2", output + errors);
    }

    [Fact]
    public async Task ACameraThatDoesNotWork_IsToldWhy()
    {
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "cameras", "--source", $"rtsp://viewer:secret-3@127.0.0.1:{FreePort.Find()}/clip");
        Assert.Equal(2, code);
        Assert.Contains("nothing listens", errors);
        Assert.DoesNotContain("secret-3", output + errors);
    }

    [Theory]
    [InlineData("/data/field.mp4", "expected rtsp://")]
    [InlineData("rtsp://", "is no RTSP address")]
    public async Task WhatIsNoRealCamera_IsRefused(string source, string words)
    {
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "cameras", "--source", source);
        Assert.Equal(2, code);
        Assert.Contains(words, errors);
    }

    [Fact]
    public async Task Devices_AreListed()
    {
        var (code, output, _) = await SegEdgeProcess.RunAsync(null, "cameras");
        Assert.Equal(0, code);
        Assert.Matches("/dev/video|No video device", output);
    }
}
