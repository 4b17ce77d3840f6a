namespace SegEdge.Explain.Tests;

public sealed class MaxSensitivityTests
{
    private static readonly PictureTensor Shape = new(2, 4, 4, true);
    private static readonly PixelRect Content = new(0, 1, 4, 2);
    private readonly float[] _picture = [.. Enumerable.Range(0, 32).Select(i => (float)i)];

    [Fact]
    public void ItIsTheLargestChange_RelativeToTheMap()
    {
        float[][] maps = [[3, 4], [3, 5], [3, 4.5f]];
        var at = 0;
        var reading = new MaxSensitivity(draws: 3).Measure(_picture, Shape, Content, [3, 4], _ => maps[at++])!;
        Assert.Equal(1.0 / 5, reading.Value!.Value, 1e-6);
        Assert.Equal(3, at);
    }

    [Fact]
    public void Pictures_AreWithinTheRadius_AndKeepTheirPadding()
    {
        var largest = 0f;
        new MaxSensitivity(0.5, draws: 20).Measure(_picture, Shape, Content, [1], nearby =>
        {
            for (var i = 0; i < nearby.Length; i++)
            {
                var change = Math.Abs(nearby[i] - i);
                Assert.InRange(change, 0, i / 8 is 1 or 2 ? 0.5001f : 0);
                largest = Math.Max(largest, change);
            }
            return new float[] { 1 };
        });
        Assert.InRange(largest, 0.4, 0.5001);
    }

    [Fact]
    public void AMakerThatGivesUp_IsNull_AndAnEmptyMap_NoNumber()
    {
        Assert.Null(new MaxSensitivity().Measure(_picture, Shape, Content, [1], _ => null));
        Assert.Equal("every cell is 0", new MaxSensitivity().Measure(_picture, Shape, Content, [0], _ => new float[] { 1 })!.Absent);
    }
}
