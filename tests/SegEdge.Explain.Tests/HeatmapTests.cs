using OpenCvSharp;

namespace SegEdge.Explain.Tests;

public sealed class HeatmapTests
{
    [Fact]
    public void PositiveIsRed_NegativeIsBlue_ZeroIsThePicture()
    {
        using var drawn = Draw([5, 0, 0, -5], new CellCount(4, 1), new Size(80, 100));
        var (positive, zero, negative) = (drawn.At<Vec3b>(5, 2), drawn.At<Vec3b>(5, 40), drawn.At<Vec3b>(5, 77));
        Assert.True(positive.Item2 > positive.Item0 + 50, $"{positive}");
        Assert.True(negative.Item0 > negative.Item2 + 50, $"{negative}");
        Assert.Equal(new Vec3b(128, 128, 128), zero);
    }

    [Fact]
    public void AMapOfZeros_ChangesNothingOutsideTheOutline()
    {
        using var drawn = Draw(new float[4], new CellCount(4, 1), new Size(80, 100));
        Assert.Equal(new Vec3b(128, 128, 128), drawn.At<Vec3b>(5, 2));
    }

    [Fact]
    public void TheRegion_IsOutlinedWhereThePictureShowsIt()
    {
        // Input 48x48 with content in rows 12..35; the region is output rows 1-2 of 4, columns 0-1: left half, the whole content height.
        using var drawn = Draw(new float[4], new CellCount(2, 2), new Size(96, 48), new PixelRect(0, 12, 48, 24),
            [0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
        Assert.Equal(new Vec3b(255, 255, 255), drawn.At<Vec3b>(20, 47));
        Assert.Equal(new Vec3b(255, 255, 255), drawn.At<Vec3b>(0, 20));
        Assert.Equal(new Vec3b(128, 128, 128), drawn.At<Vec3b>(20, 24));
        Assert.Equal(new Vec3b(128, 128, 128), drawn.At<Vec3b>(20, 70));
    }

    [Fact]
    public void ALargePicture_GetsALegend()
    {
        using var drawn = Draw(new float[4], new CellCount(2, 2), new Size(640, 360));
        using var corner = new Mat(drawn, new Rect(0, 300, 300, 60));
        using var grey = corner.CvtColor(ColorConversionCodes.BGR2GRAY);
        Cv2.MinMaxLoc(grey, out double least, out double most);
        Assert.True(least < 100 && most > 200);
    }

    [Fact]
    public void AGreyPicture_IsAnError()
    {
        using var grey = new Mat(10, 10, MatType.CV_8UC1);
        var map = Map(new float[4], new CellCount(2, 2), new PixelRect(0, 0, 48, 48), Corner);
        Assert.Throws<ExplainException>(() => Heatmap.Draw(grey, map));
    }

    private static readonly byte[] Corner = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0];

    private static Mat Draw(float[] cells, CellCount count, Size size, PixelRect? content = null, byte[]? region = null)
    {
        using var picture = new Mat(size, MatType.CV_8UC3, Scalar.All(128));
        return Heatmap.Draw(picture, Map(cells, count, content ?? new PixelRect(0, 0, 48, 48), region ?? Corner));
    }

    private static SaliencyMap Map(float[] cells, CellCount count, PixelRect content, byte[] region)
    {
        var output = new ScoreTensor("field", 2, 4, 4, false, ScoreKind.Logits);
        var target = new Target(0, output, ["soil", "weed"], 1, null, new RegionMask(region, 4, 4));
        return new SaliencyMap(cells, new CellGrid(content, count), new PictureTensor(3, 48, 48, false), "occlusion", "", 0, target,
            "blur", 5, -3, 4, TimeSpan.Zero, "hash");
    }
}
