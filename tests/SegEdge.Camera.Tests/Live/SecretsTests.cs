using SegEdge.Camera.Live;

namespace SegEdge.Camera.Tests.Live;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("rtsp://camera.lan/stream", "rtsp://camera.lan/stream")]
    [InlineData("rtsp://user:hunter2@camera.lan:554/stream", "rtsp://***@camera.lan:554/stream")]
    [InlineData("rtsp://user:p@ss:w@camera.lan/stream", "rtsp://***@camera.lan/stream")] // not percent-encoded, as people write them
    [InlineData("rtsps://user@camera.lan/stream", "rtsps://***@camera.lan/stream")]
    [InlineData("rtsp://camera.lan/user=admin&password=hunter2&channel=1", "rtsp://camera.lan/user=admin&password=***&channel=1")]
    [InlineData("rtsp://camera.lan/live?token=hunter2", "rtsp://camera.lan/live?token=***")]
    [InlineData("/data/field@home.mp4", "/data/field@home.mp4")]
    public void ASource_IsShownWithoutItsLogin(string source, string shown) => Assert.Equal(shown, Secrets.HideIn(source));

    [Theory]
    [InlineData("rtsp://user:hunter2@camera.lan/s", "Opening 'rtsp://user:hunter2@camera.lan/s' for reading", "hunter2")]
    [InlineData("rtsp://user:hunter2@camera.lan/s", "Authorization: hunter2 refused", "hunter2")]
    [InlineData("rtsp://user:h%40nter%3A2@camera.lan/s", "login user:h@nter:2 refused", "h@nter:2")] // decoded by the program
    [InlineData("rtsp://camera.lan/s", "redirected to rtsp://admin:other@camera.lan/t", "other")] // nobody knew it beforehand
    public void WhatAProgramPrints_IsShownWithoutIt(string source, string printed, string secret)
    {
        var shown = new Secrets(source).Hide(printed);
        Assert.DoesNotContain(secret, shown);
        Assert.Contains("***", shown);
    }

    [Fact]
    public void TheTail_KeepsTheLastHundredLines_WithoutPasswords()
    {
        var tail = new StderrTail(new Secrets("rtsp://user:hunter2@camera.lan/s"));
        for (var n = 0; n < 250; n++) tail.Add($"line {n} of user:hunter2");
        tail.Add("");
        tail.Add(new string('x', 100_000));
        Assert.Equal(100, tail.Lines.Count);
        Assert.Equal("line 151 of ***", tail.Lines[0]);
        Assert.All(tail.Lines, line => Assert.InRange(line.Length, 1, 500));
    }
}
