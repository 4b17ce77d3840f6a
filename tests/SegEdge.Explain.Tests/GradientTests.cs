namespace SegEdge.Explain.Tests;

public sealed class GradientTests
{
    [Theory]
    [InlineData("coalition-gradients", float.NaN, "the gradient of a cell (number 35 of 36) is NaN")]
    [InlineData("integrated-gradients", float.PositiveInfinity, "the gradient of a cell (number 35 of 36) is")]
    [InlineData("smoothgrad", float.NegativeInfinity, "a gradient at layer 'picture' (number 6911 of 6912) is")]
    [InlineData("seg-grad-cam", float.NaN, "a gradient at layer 'picture'")]
    public void AGradientThatIsNoNumber_IsAnError_ThatSaysWhereAndWhatElseToAsk(string method, float slope, string where)
    {
        var planted = new Planted();
        var region = Aimed(planted, new GivenGradients(planted.Input, slope));
        var error = Assert.Throws<ExplainException>(() => ExplainerSet.Find(method).Explain(region, planted.Grid, 0, Planted.Unlimited()));
        Assert.Contains(where, error.Message);
        Assert.Contains("Head 'field', class 'weed'", error.Message);
        Assert.Contains("occlusion", error.Message);
    }

    [Fact]
    public void AStreamedMap_LearnsNothingFromAGradientThatIsNoNumber()
    {
        var planted = new Planted();
        var sums = new CoalitionSums(planted.Grid, 0);
        Assert.True(sums.TryAdd(CoalitionFamily.Smooth, Aimed(planted, new GivenGradients(planted.Input, 1)), Planted.Unlimited()));
        Assert.Throws<ExplainException>(() => sums.TryAdd(CoalitionFamily.Smooth, Aimed(planted, new GivenGradients(planted.Input, float.NaN)), Planted.Unlimited()));
        Assert.Equal(1, sums.Count);
        Assert.All(sums.MeanOf(sums.Families), value => Assert.Equal(1, value, 1e-6));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SmoothGrad_AddsNoise_WithinTheFrame_OfTheFramesRange(bool channelsLast)
    {
        var planted = new Planted(channelsLast, content: new PixelRect(0, 8, 48, 32));
        // Bars that are brighter than anything in the frame: their range is none of its.
        for (var y = 0; y < 48; y++)
            for (var x = 0; x < 48; x++)
                for (var c = 0; c < 3; c++) planted.Picture[At(planted.Input, c, x, y)] = IsFrame(y) ? x / 47f : 100;
        var gradients = new GivenGradients(planted.Input, 1);

        Assert.NotNull(ExplainerSet.Find("smoothgrad").Explain(Aimed(planted, gradients), planted.Grid, 3, Planted.Unlimited()).Cells);

        var (square, count) = (0.0, 0);
        foreach (var noisy in gradients.Pictures)
            for (var y = 0; y < 48; y++)
                for (var x = 0; x < 48; x++)
                    for (var c = 0; c < 3; c++)
                    {
                        double noise = noisy[At(planted.Input, c, x, y)] - planted.Picture[At(planted.Input, c, x, y)];
                        if (IsFrame(y)) (square, count) = (square + (noise * noise), count + 1);
                        else Assert.Equal(0, noise);
                    }
        Assert.Equal(0.15, Math.Sqrt(square / count), 0.01);

        static bool IsFrame(int y) => y is >= 8 and < 40;
    }

    private static int At(PictureTensor shape, int channel, int x, int y) =>
        shape.ChannelsLast ? (((y * shape.Width) + x) * shape.Channels) + channel : (((channel * shape.Height) + y) * shape.Width) + x;

    private static PerturbedRegion Aimed(Planted planted, IGradientGraphs gradients)
    {
        var region = new PerturbedRegion(planted.Runner, gradients);
        Assert.NotNull(region.TryAim(planted.Picture, planted.Content, planted.Target, [new DatasetMeanReference([0, 0, 0])], Planted.Unlimited()));
        return region;
    }
}
