using Microsoft.Extensions.Time.Testing;
using SegEdge.Camera.Simulation;

namespace SegEdge.Camera.Tests;

public sealed class FramePoolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FramePool _pool = new(2, new PictureSize(8, 4));

    [Fact]
    public void OnceDrained_RentedEqualsReturned()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.True(_pool.TryRent(out var a));
            Assert.True(_pool.TryRent(out var b));
            Assert.NotSame(a, b);
            Assert.Equal(2, _pool.Rented - _pool.Returned);
            a.Dispose();
            b.Dispose();
        }
        Assert.Equal(10, _pool.Rented);
        Assert.Equal(10, _pool.Returned);
        Assert.Equal(0, _pool.Growths);
    }

    [Fact]
    public void WhenEmpty_TryRentSaysNo_AndCountsNothing()
    {
        Assert.True(_pool.TryRent(out _));
        Assert.True(_pool.TryRent(out _));
        Assert.False(_pool.TryRent(out _));
        Assert.Equal(2, _pool.Rented);
    }

    [Fact]
    public void DisposingTwice_ReturnsOnce()
    {
        Assert.True(_pool.TryRent(out var frame));
        frame.Dispose();
        frame.Dispose();
        Assert.Equal(1, _pool.Returned);
        Assert.True(_pool.TryRent(out var a));
        Assert.True(_pool.TryRent(out var b));
        Assert.NotSame(a, b); // twice in the pool, one buffer would have two owners
    }

    [Fact]
    public void ANewLoan_ForgetsTheOldFault()
    {
        var pool = new FramePool(1, new PictureSize(8, 4));
        Assert.True(pool.TryRent(out var frame));
        frame.Fault = "unreadable";
        frame.Dispose();
        Assert.True(pool.TryRent(out var again));
        Assert.Null(again.Fault);
    }

    // 30000 x 30000 x 3 is more than an int counts: what is left of it, below nothing, would fit any buffer.
    [Theory]
    [InlineData(30000, 30000)]
    [InlineData(65536, 65536)]
    public void ASizeThatNoArrayHolds_IsRefused_AndTheFrameStaysAsItIs(int width, int height)
    {
        Assert.True(_pool.TryRent(out var frame));
        using (frame)
        {
            Assert.Throws<OverflowException>(() => frame.Resize(new PictureSize(width, height)));
            Assert.Equal(new PictureSize(8, 4), frame.Size);
        }
        Assert.Throws<OverflowException>(() => new FramePool(1, new PictureSize(width, height)));
        Assert.False(new PictureSize(width, height).FitsIn(Array.MaxLength));
    }

    [Fact]
    public async Task Rent_WaitsForAReturn()
    {
        Assert.True(_pool.TryRent(out var first));
        Assert.True(_pool.TryRent(out _));
        var waiting = Task.Run(() => _pool.Rent(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await Task.WhenAny(waiting, Task.Delay(50, TestContext.Current.CancellationToken));
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        Assert.Same(first, await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rent_IsCancelled_WithoutALoan()
    {
        Assert.True(_pool.TryRent(out var first));
        Assert.True(_pool.TryRent(out var second));
        using var stop = new CancellationTokenSource();
        var waiting = Task.Run(() => _pool.Rent(stop.Token), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience, TestContext.Current.CancellationToken));
        first.Dispose();
        second.Dispose();
        Assert.Equal(_pool.Rented, _pool.Returned);
        Assert.True(_pool.TryRent(out _));
        Assert.True(_pool.TryRent(out _));
    }

    [Fact]
    public async Task LiveSource_InTheMiddleOfItsWait_IsEndedByCancellation()
    {
        using var source = new SimulatedSource(new SimulationOptions { Width = 64, Height = 64, FramesPerSecond = 1 }, new FakeTimeProvider());
        var pool = new FramePool(1, source.Size);
        Assert.True(pool.TryRent(out var frame));
        source.Read(frame, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        // Time stands still: without the cancellation this read would wait for ever.
        var reading = Task.Run(() => source.Read(frame, stop.Token), TestContext.Current.CancellationToken);
        Assert.False(reading.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }
}
