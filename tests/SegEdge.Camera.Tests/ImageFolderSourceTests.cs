using OpenCvSharp;
using SegEdge.Testing;

namespace SegEdge.Camera.Tests;

public sealed class ImageFolderSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FramePool _pool = new(1, Samples.Size);

    [Fact]
    public void Order_IsOrdinal_AndOtherFilesAreNoPictures()
    {
        string[] names = ["a.png", "B.png", "10.png", "9.png"];
        foreach (var (name, n) in names.Select((name, n) => (name, n))) Samples.WritePng(_folder.File(name), n);
        File.WriteAllText(_folder.File("0.txt"), "no picture");
        using var source = new ImageFolderSource(_folder.Path);
        Assert.Equal(4, source.Length);
        // '1' < '9' < 'B' < 'a'
        foreach (var n in new[] { 2, 3, 1, 0 }) ReadAnd(source, frame => Samples.AssertIs(n, frame));
    }

    [Fact]
    public void ExifOrientation_IsApplied()
    {
        using var left = new Mat(32, 64, MatType.CV_8UC3, Scalar.Black);
        left[new Rect(0, 0, 32, 32)].SetTo(Scalar.White);
        File.WriteAllBytes(_folder.File("turned.jpg"), ExifJpeg.Encode(left, orientation: 6));
        using var source = new ImageFolderSource(_folder.Path);
        // 6: to be turned by 90 degrees clockwise, so that left becomes top.
        Assert.Equal(new PictureSize(32, 64), source.Size);
        ReadAnd(source, frame =>
        {
            Assert.Equal(new PictureSize(32, 64), frame.Size);
            Assert.True(frame.Pixels[16 * 3] > 200, "the top is dark");
            Assert.True(frame.Pixels[((60 * 32) + 16) * 3] < 50, "the bottom is bright");
        });
    }

    [Fact]
    public void WhatCannotBeRead_IsNamedWithItsBytes_AndTheNextFollows()
    {
        File.WriteAllBytes(_folder.File("0-empty.png"), []);
        File.WriteAllBytes(_folder.File("1-garbage.jpg"), new byte[1234]);
        File.WriteAllBytes(_folder.File("2-huge.bmp"), HugeBitmapHeader());
        Samples.WritePng(_folder.File("3.png"), 3);
        using var source = new ImageFolderSource(_folder.Path);
        Assert.Equal(Samples.Size, source.Size);
        AssertUnreadable(source, "0-empty.png", "0 bytes");
        AssertUnreadable(source, "1-garbage.jpg", "1,234 bytes");
        AssertUnreadable(source, "2-huge.bmp", "54 bytes");
        ReadAnd(source, frame => Samples.AssertIs(3, frame));
    }

    [Fact]
    public void APictureThatNoBufferHolds_IsUnreadable_WithItsSize_AndTheNextFollows()
    {
        using (var large = new Mat(100, 100, MatType.CV_8UC3, Scalar.White)) Cv2.ImWrite(_folder.File("0-large.png"), large);
        Samples.WritePng(_folder.File("1.png"), 1);
        var files = Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal).ToArray();
        using var source = new ImageFolderSource("pictures", files, mostBytes: Samples.Size.Bytes);
        Assert.Equal(Samples.Size, source.Size);
        AssertUnreadable(source, "0-large.png", "is 100x100, 30,000 bytes of pixels, expected at most 9,216");
        ReadAnd(source, frame => Samples.AssertIs(1, frame));
        var e = Assert.Throws<CameraException>(() => new ImageFolderSource("pictures", files[..1], mostBytes: Samples.Size.Bytes));
        Assert.Contains("is 100x100", e.Message);
    }

    [Fact]
    public void AFileThatGoesAway_IsOneUnreadablePicture()
    {
        Samples.WritePng(_folder.File("0.png"), 0);
        Samples.WritePng(_folder.File("1.png"), 1);
        using var source = new ImageFolderSource(_folder.Path);
        File.Delete(_folder.File("0.png"));
        AssertUnreadable(source, "0.png", "no such file");
        ReadAnd(source, frame => Samples.AssertIs(1, frame));
    }

    [Fact]
    public void MixedSizes_ResizeTheFrame_AndTheGrowthIsCounted()
    {
        foreach (var (name, size) in new[] { ("0", 40), ("1", 100), ("2", 60), ("3", 100) })
            using (var picture = new Mat(size, size + 10, MatType.CV_8UC3, new Scalar(size, size, size)))
                Cv2.ImWrite(_folder.File($"{name}.png"), picture);
        using var source = new ImageFolderSource(_folder.Path);
        var pool = new FramePool(1, source.Size);
        Assert.True(pool.TryRent(out var frame));
        foreach (var (size, growths) in new[] { (40, 0), (100, 1), (60, 1), (100, 1) })
        {
            Assert.Equal(ReadOutcome.Picture, source.Read(frame, TestContext.Current.CancellationToken));
            Assert.Equal(new PictureSize(size + 10, size), frame.Size);
            Assert.Equal(size * (size + 10) * 3, frame.Pixels.Length);
            Assert.Equal(-1, frame.Pixels.IndexOfAnyExcept((byte)size));
            Assert.Equal(growths, pool.Growths);
        }
    }

    [Theory]
    [InlineData("missing", "no such file or folder")]
    [InlineData(".", "holds no picture")]
    public void NothingToRead_IsToldWithAPath(string relative, string what)
    {
        var path = Path.GetFullPath(Path.Combine(_folder.Path, relative));
        var e = Assert.Throws<CameraException>(() => new ImageFolderSource(path));
        Assert.Contains(path, e.Message);
        Assert.Contains(what, e.Message);
    }

    [Fact]
    public void NothingThatCanBeRead_NamesTheFirstAndTheNextStep()
    {
        File.WriteAllBytes(_folder.File("a.png"), []);
        File.WriteAllBytes(_folder.File("b.png"), [1, 2, 3]);
        var e = Assert.Throws<CameraException>(() => new ImageFolderSource(_folder.Path));
        Assert.Contains("none of its 2 pictures", e.Message);
        Assert.Contains("a.png", e.Message);
        Assert.Contains("Copy it again", e.Message);
    }

    [Fact]
    public void AnEmptyList_IsACameraProblem()
    {
        var e = Assert.Throws<CameraException>(() => new ImageFolderSource("evaluation", []));
        Assert.Contains("evaluation", e.Message);
    }

    public void Dispose() => _folder.Dispose();

    private void ReadAnd(ImageFolderSource source, Action<Frame> look)
    {
        Assert.True(_pool.TryRent(out var frame));
        using (frame)
        {
            Assert.Equal(ReadOutcome.Picture, source.Read(frame, TestContext.Current.CancellationToken));
            look(frame);
        }
    }

    private void AssertUnreadable(ImageFolderSource source, string file, string what)
    {
        Assert.True(_pool.TryRent(out var frame));
        using (frame)
        {
            Assert.Equal(ReadOutcome.Unreadable, source.Read(frame, TestContext.Current.CancellationToken));
            Assert.Contains(file, frame.Fault);
            Assert.Contains(what, frame.Fault);
        }
    }

    // 40000 x 40000 is more than OpenCV agrees to allocate, and it says so with an exception.
    private static byte[] HugeBitmapHeader()
    {
        var header = new byte[54];
        (header[0], header[1], header[10], header[14], header[26], header[28]) = ((byte)'B', (byte)'M', 54, 40, 1, 24);
        BitConverter.TryWriteBytes(header.AsSpan(18), 40000);
        BitConverter.TryWriteBytes(header.AsSpan(22), 40000);
        return header;
    }
}
