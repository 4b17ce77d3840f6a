namespace SegEdge.Explain.Tests;

public sealed class WinningClassTests
{
    [Theory]
    [InlineData(false, new float[] { 1, 5, 2, 2, 0, 2 })]
    [InlineData(true, new float[] { 1, 2, 5, 0, 2, 2 })]
    public void TheHighestScoreWins_OfEqualsTheLowerIndex_InBothLayouts(bool channelsLast, float[] scores) =>
        Assert.Equal([1, 0, 0], Fill(new ScoreTensor("h", 2, 1, 3, channelsLast, ScoreKind.Logits), scores));

    [Theory]
    [InlineData(ScoreKind.BinaryLogit, new float[] { -1, 0, 0.1f }, new byte[] { 0, 0, 1 })]
    [InlineData(ScoreKind.BinaryProbability, new float[] { 0.4f, 0.5f, 0.6f }, new byte[] { 0, 0, 1 })]
    [InlineData(ScoreKind.ClassIndex, new float[] { 3, 0, 11 }, new byte[] { 3, 0, 11 })]
    public void OneChannel_IsReadByItsKind(ScoreKind kind, float[] scores, byte[] expected) =>
        Assert.Equal(expected, Fill(new ScoreTensor("h", 1, 1, 3, false, kind), scores));

    [Fact]
    public void AHeadReading_TakesOnePass()
    {
        var planted = new Planted();
        var reading = HeadReading.Take(planted.Runner, planted.Picture, 0, ["soil", "weed"]);
        Assert.Equal(1, planted.Runner.Passes);
        Assert.All(reading.ClassMap.ToArray(), winner => Assert.Equal(1, winner));
        Assert.Equal(16, TargetRequest.Parse("class=weed").Resolve([reading]).Region.Area);
    }

    private static byte[] Fill(ScoreTensor output, float[] scores)
    {
        var classMap = new byte[output.Height * output.Width];
        WinningClass.Fill(scores, output, classMap);
        return classMap;
    }
}
