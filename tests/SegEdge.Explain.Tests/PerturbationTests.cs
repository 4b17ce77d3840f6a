namespace SegEdge.Explain.Tests;

public sealed class PerturbationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mix_ShowsTheFrameAtOne_TheReferenceAtZero_AndTheMiddleBetween(bool channelsLast)
    {
        var shape = new PictureTensor(2, 1, 3, channelsLast);
        float[] picture = [1, 2, 3, 4, 5, 6], reference = [-1, -2, -3, -4, -5, -6], mixed = new float[6];
        Perturbation.Mix(picture, reference, [1, 0, 0.5f], shape, mixed);
        Assert.Equal(channelsLast ? [1, 2, -3, -4, 0, 0] : [1, -2, 0, 4, -5, 0], mixed);
    }

    [Theory]
    [InlineData(false, new float[] { 0, 2, 0, 4, 0, 6, 0, 8 })]
    [InlineData(true, new float[] { 0, 0, 3, 4, 0, 0, 7, 8 })]
    public void CopyRect_TouchesItsPixelsInEveryChannel(bool channelsLast, float[] expected)
    {
        var to = new float[8];
        Perturbation.CopyRect([1, 2, 3, 4, 5, 6, 7, 8], to, new PictureTensor(2, 2, 2, channelsLast), new PixelRect(1, 0, 1, 2));
        Assert.Equal(expected, to);
    }

    [Fact]
    public void AWarmPass_AllocatesNothing()
    {
        var planted = new Planted();
        var region = planted.Aimed();
        var budget = Planted.Unlimited();
        region.TryReadMixed(budget, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            region.TryReadMixed(budget, out _);
            region.Hide(Planted.Evidence);
            region.TryRead(budget, out _);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void APictureThatDoesNotFit_IsNamedBeforeAnyPass()
    {
        var planted = new Planted();
        var region = new PerturbedRegion(planted.Runner);
        IReference[] references = [new BlurReference()];
        var size = Assert.Throws<ExplainException>(
            () => region.TryAim(new float[5], planted.Content, planted.Target, references, Planted.Unlimited()));
        Assert.Contains("5 values", size.Message, StringComparison.Ordinal);
        var content = Assert.Throws<ExplainException>(
            () => region.TryAim(planted.Picture, new PixelRect(0, 0, 49, 48), planted.Target, references, Planted.Unlimited()));
        Assert.Contains("49x48 at (0,0)", content.Message, StringComparison.Ordinal);
        var other = new PerturbedRegion(new Planted(kind: ScoreKind.BinaryLogit).Runner);
        Assert.Throws<ExplainException>(
            () => other.TryAim(planted.Picture, planted.Content, planted.Target, references, Planted.Unlimited()));
        Assert.Equal(0, planted.Runner.Passes);
    }
}
