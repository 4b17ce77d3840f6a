using SegEdge.Testing;

namespace SegEdge.Camera.Tests.Live;

/// <summary>What every live source promises beside what all do: it waits as long as it is let, and no longer.</summary>
public abstract class LiveSourceContract : AnySourceContract
{
    /// <summary>One that gives no picture for minutes.</summary>
    protected abstract IFrameSource OpenSilent();

    [Fact]
    public void ItIsLive_AndHasNoLength()
    {
        using var source = Open();
        Assert.Equal(SourceKind.Live, source.Kind);
        Assert.Null(source.Length);
    }

    [Fact]
    public async Task CancelledDuringABlockedRead_ItReturns()
    {
        using var source = OpenSilent();
        using var stop = new CancellationTokenSource();
        var reading = Task.Factory.StartNew(() =>
        {
            using var frame = Rent(source);
            source.Read(frame, stop.Token);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Blocks(source);
        Assert.False(reading.IsCompleted, "it did not wait");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Eventually.Patience, Never));
    }

    /// <summary>Returns once a read of it waits.</summary>
    protected abstract Task Blocks(IFrameSource source);
}
