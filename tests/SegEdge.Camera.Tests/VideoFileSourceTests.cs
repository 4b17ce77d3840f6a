using SegEdge.Testing;

namespace SegEdge.Camera.Tests;

public sealed class VideoFileSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Missing_IsToldWithAPath()
    {
        var e = Assert.Throws<CameraException>(() => new VideoFileSource(_folder.File("no.mp4")));
        Assert.Contains(_folder.File("no.mp4"), e.Message);
        Assert.Contains("Give the path", e.Message);
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(5000, "5,000 bytes")]
    public void NoVideo_IsToldWithItsBytesAndTheNextStep(int bytes, string found)
    {
        var path = _folder.File("broken.mp4");
        var content = new byte[bytes];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(path, content);
        var e = Assert.Throws<CameraException>(() => new VideoFileSource(path));
        Assert.Contains(path, e.Message);
        Assert.Contains(found, e.Message);
        Assert.Matches("again|ffprobe", e.Message);
    }

    [Fact]
    public void CutShort_EndsWithItsLastWholePicture()
    {
        var path = Samples.WriteVideo(_folder.File("clip.avi"), 20);
        using (var file = File.OpenWrite(path)) file.SetLength(file.Length / 2);
        using var source = new VideoFileSource(path);
        Assert.Equal(Samples.Size, source.Size);
        var read = CountPictures(source);
        Assert.InRange(read, 1, 19);
    }

    [Fact]
    public void CutBeforeTheFirstPicture_IsNoVideo()
    {
        var path = Samples.WriteVideo(_folder.File("clip.avi"), 2);
        using (var file = File.OpenWrite(path)) file.SetLength(100);
        Assert.Throws<CameraException>(() => new VideoFileSource(path));
    }

    [Fact]
    public void Rate_IsTheFiles()
    {
        using var source = new VideoFileSource(Samples.WriteVideo(_folder.File("clip.avi"), 2));
        Assert.NotNull(source.FramesPerSecond);
        Assert.Equal(10, source.FramesPerSecond.Value, 1);
        Assert.Equal("clip.avi", source.Name);
    }

    [Fact]
    public void RealClip_GivesEveryFrame()
    {
        using var source = new VideoFileSource(SharedData.Require("data/carnd-lanelines/solidWhiteRight.mp4"));
        Assert.Equal(new PictureSize(960, 540), source.Size);
        Assert.Equal(221, source.Length);
        Assert.Equal(221, CountPictures(source));
    }

    public void Dispose() => _folder.Dispose();

    private static int CountPictures(VideoFileSource source)
    {
        Assert.True(new FramePool(1, source.Size).TryRent(out var frame));
        var count = 0;
        for (; source.Read(frame, TestContext.Current.CancellationToken) == ReadOutcome.Picture; count++)
            Assert.Equal(source.Size, frame.Size);
        return count;
    }
}
