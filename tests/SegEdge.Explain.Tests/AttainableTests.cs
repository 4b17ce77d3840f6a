using SegEdge.Testing;

namespace SegEdge.Explain.Tests;

public sealed class AttainableTests
{
    // Evidence in every cell of a region of full rows, the same in each, and in no other: the region's own mask is the perfect map.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void TheGapOfEvenEvidence_IsWhatThePerfectMapReaches(int rows)
    {
        var (input, output) = (new PictureTensor(3, 48, 48, false), new ScoreTensor("field", 2, 6, 6, false, ScoreKind.Logits));
        var evidence = LinearScoreRunner.Rectangle(input, new PixelRect(0, 0, 48, 8 * rows), 0.01f);
        var mask = new byte[36];
        mask.AsSpan(0, 6 * rows).Fill(1);
        var target = new Target(0, output, ["soil", "weed"], 1, null, new RegionMask(mask, 6, 6));
        var (content, picture) = (new PixelRect(0, 0, 48, 48), new float[input.Length]);
        picture.AsSpan().Fill(1);
        var region = new PerturbedRegion(new LinearScoreRunner(input, output, [new float[48 * 48], evidence]));
        Assert.NotNull(region.TryAim(picture, content, target, [new DatasetMeanReference([0, 0, 0])], Planted.Unlimited()));
        var grid = new CellGrid(content, new CellCount(6, 6));
        float[] map = [.. mask.Select(m => (float)m)];
        double Area(IMetric curve) => curve.Measure(region, grid, map, Planted.Unlimited())!.Value!.Value;

        var reached = Area(new InsertionCurve(36)) - Area(new DeletionCurve(36));
        Assert.Equal(Attainable.Gap(Attainable.Covered(target.Region, content, input)), reached, 1e-5);
    }

    [Fact]
    public void LetterboxPadding_IsNoPicture_AndAWholePictureLeavesAQuarter()
    {
        var everything = new byte[16];
        everything.AsSpan().Fill(1);
        var half = new byte[16];
        half.AsSpan(4, 8).Fill(1); // rows 1 and 2 of 4
        var input = new PictureTensor(3, 48, 48, false);
        Assert.Equal(1, Attainable.Covered(new RegionMask(half, 4, 4), new PixelRect(0, 12, 48, 24), input));
        Assert.Equal(0.5, Attainable.Covered(new RegionMask(half, 4, 4), new PixelRect(0, 0, 48, 48), input));
        Assert.Equal(0.25, Attainable.Gap(Attainable.Covered(new RegionMask(everything, 4, 4), new PixelRect(0, 0, 48, 48), input)));
    }
}
