using SegEdge.EdgeHost.Evaluation.Explanations;

namespace SegEdge.EndToEnd.Tests.Evaluation;

public sealed class StudyPicturesTests
{
    [Theory]
    [InlineData(117, 40)]
    [InlineData(28, 40)]
    [InlineData(221, 8)]
    [InlineData(1, 1)]
    public void ALargerStudy_HasTheSmallersPictures_EachOnce_AndNearlyEvenlySpread(int length, int count)
    {
        int[] taken = [.. StudyPictures.Spread(length, count)];

        Assert.Equal(Math.Min(length, count), taken.Length);
        Assert.Equal(taken.Length, taken.Distinct().Count());
        Assert.All(taken, i => Assert.InRange(i, 0, length - 1));
        for (var fewer = 1; fewer < count; fewer++) Assert.Equal(taken.Take(fewer), StudyPictures.Spread(length, fewer));

        int[] bounds = [.. taken.Order(), length];
        var widest = bounds.Zip(bounds.Skip(1), (a, b) => b - a).Max();
        Assert.InRange(widest, 1, (2.0 * length / taken.Length) + 1);
    }
}
