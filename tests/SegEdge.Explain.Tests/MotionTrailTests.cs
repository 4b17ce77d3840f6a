using OpenCvSharp;

namespace SegEdge.Explain.Tests;

public sealed class MotionTrailTests : IDisposable
{
    private static readonly CellCount Cells = new(10, 8);

    private readonly MotionTrail _trail = new();
    private readonly Mat _wide = Wide();

    [Theory]
    [InlineData(1, 40), InlineData(4, 10), InlineData(7, 6)]
    public void ManySmallSteps_AreOneLongOne(int stepPx, int steps)
    {
        for (var n = 0; n <= steps; n++) Note(n, n * stepPx);
        Assert.Null(_trail.Follow(0, Cells));
        var motion = _trail.Follow(steps, Cells)!;
        var middle = Enumerable.Range(0, 80).Where(i => i % 10 is > 2 and < 8 && i / 10 is > 0 and < 7).ToArray();
        Assert.All(middle, i => Assert.Equal(-stepPx * steps / 32.0, motion.FromX[i], 0.25)); // a cell is 32 px
        Assert.All(middle, i => Assert.Equal(0, motion.FromY[i], 0.25));
        Assert.InRange(motion.Unexplained, 0, 0.3);
        Assert.Equal(0, _trail.Length);
    }

    [Fact]
    public void AskedTwice_NothingMoved_AndAFrameNobodyNoted_HasNoWayToIt()
    {
        for (var n = 0; n < 3; n++) Note(n, n);
        _trail.GoTo(1);
        Assert.NotEqual(0, _trail.Follow(2, Cells)!.FromX[35]);
        Assert.All(_trail.Follow(2, Cells)!.FromX, x => Assert.Equal(0, x));
        Assert.Null(_trail.Follow(3, Cells));
        Note(4, 4);
        Note(5, 5);
        Assert.NotNull(_trail.Follow(4, Cells));
        Assert.Equal(1, _trail.Length); // the fifth is still to come
    }

    [Fact]
    public void ACutOnTheWay_IsInTheWhole()
    {
        using var other = Wide(seed: 2);
        Note(0, 0);
        Note(1, 0);
        _trail.Note(other.SubMat(0, 240, 0, 320), 2);
        for (var n = 3; n < 6; n++) Note(n, 0);
        _trail.Follow(0, Cells);
        Assert.InRange(_trail.Follow(5, Cells)!.Unexplained, 0.5, 1);
    }

    [Fact]
    public void AnotherSizeOnTheWay_EndsIt()
    {
        Note(0, 0);
        _trail.Note(_wide.SubMat(0, 200, 0, 320), 1);
        _trail.Note(_wide.SubMat(0, 200, 0, 320), 2);
        _trail.Follow(0, Cells);
        Assert.Null(_trail.Follow(2, Cells));
        _trail.Note(_wide.SubMat(0, 200, 0, 320), 3);
        Assert.NotNull(_trail.Follow(3, Cells));
    }

    // A lane that nobody asks for hours.
    [Fact]
    public void ALongTrail_LosesEverySecondPicture_AndStillLeadsThere()
    {
        for (var n = 0; n <= 1000; n++) Note(n, n / 10.0);
        Assert.InRange(_trail.Length, 64, 128);
        _trail.GoTo(900);
        Assert.InRange(_trail.Follow(1000, Cells)!.FromX[35], -0.5, -0.2); // 10 px
    }

    public void Dispose()
    {
        _trail.Dispose();
        _wide.Dispose();
    }

    // The window moves to the left, the content to the right.
    private void Note(long frame, double shift)
    {
        using var window = new Mat();
        using var move = Mat.FromPixelData(2, 3, MatType.CV_64FC1, new[] { 1, 0, 300 - shift, 0, 1, 0 });
        Cv2.WarpAffine(_wide, window, move, new Size(320, 240), InterpolationFlags.Linear | InterpolationFlags.WarpInverseMap);
        _trail.Note(window, frame);
    }

    private static Mat Wide(int seed = 1)
    {
        using var noise = new Mat(30, 90, MatType.CV_8UC3);
        var random = new SeededRandom(seed);
        noise.GetArray(out Vec3b[] pixels);
        foreach (ref var p in pixels.AsSpan()) p = new Vec3b((byte)(random.NextUnit() * 255), (byte)(random.NextUnit() * 255), (byte)(random.NextUnit() * 255));
        noise.SetArray(pixels);
        var wide = new Mat();
        Cv2.Resize(noise, wide, new Size(720, 240), interpolation: InterpolationFlags.Cubic);
        return wide;
    }
}
