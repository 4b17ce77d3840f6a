using SegEdge.EdgeHost;

namespace SegEdge.EndToEnd.Tests;

public sealed class LatestFrameTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Wanted_HoldsWhileSomebodyWatches()
    {
        var frames = new LatestFrame();
        Assert.False(frames.Wanted);
        var first = frames.Watch();
        var second = frames.Watch();
        first.Dispose();
        first.Dispose(); // twice must not count the other one out
        Assert.True(frames.Wanted);
        second.Dispose();
        Assert.False(frames.Wanted);
    }

    [Fact]
    public async Task NextAsync_SkipsToTheNewest()
    {
        var frames = new LatestFrame();
        using var watch = frames.Watch();
        var (first, second, third) = (Picture(1), Picture(2), Picture(3));
        frames.Publish(first);
        Assert.Same(first, await frames.NextAsync(null, Ct));
        frames.Publish(second);
        frames.Publish(third);
        Assert.Same(third, await frames.NextAsync(first, Ct));
    }

    [Fact]
    public async Task NextAsync_WaitsForAnotherPictureThanTheShownOne()
    {
        var frames = new LatestFrame();
        using var watch = frames.Watch();
        var (first, second) = (Picture(1), Picture(2));
        frames.Publish(first);
        var next = frames.NextAsync(first, Ct).AsTask();
        Assert.False(next.IsCompleted);
        frames.Publish(second);
        Assert.Same(second, await next);
    }

    [Fact]
    public void AViewerThatComesLater_NeverGetsThePictureOfAnEarlierWatch()
    {
        var frames = new LatestFrame();
        using (frames.Watch()) frames.Publish(Picture(1));
        frames.Publish(Picture(2));
        using var late = frames.Watch();
        Assert.False(frames.NextAsync(null, Ct).AsTask().IsCompleted);
    }

    private static LivePicture Picture(byte tag) => new(new[] { tag }, new[] { tag }, []);
}
