using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SegEdge.Fleet.Hub;
using SegEdge.Fleet.Store;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Hub;

/// <summary>When a hole is given up, without a broker: nothing is sent then.</summary>
public sealed class HoleSeekerTests
{
    [Fact]
    public async Task AHole_CountsAsUnanswered_OnlyAfterItsLastRequestHadItsTime()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero));
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = new EmbeddedFleetStore(folder.Path, time);
        await store.AppendAsync(new() { Events = [Event(1), Event(4)] }, cancellation);
        await store.TidyAsync(cancellation);
        for (var asks = 0; asks < 3; asks++) Assert.True(await store.AskedAsync((await store.HolesAsync(10, cancellation))[0], cancellation));
        using var counters = new HubCounters(() => new(true, null, false), () => 0);
        var seeker = new HoleSeeker(store, new() { MostAsks = 3 }, null!, new(), counters, time, NullLogger.Instance);

        time.Advance(TimeSpan.FromMinutes(15)); // the third pause is 16 minutes
        await seeker.SeekAsync(null!, cancellation);
        Assert.Single(await store.HolesAsync(10, cancellation));

        time.Advance(TimeSpan.FromMinutes(2));
        await seeker.SeekAsync(null!, cancellation);
        Assert.Empty(await store.HolesAsync(10, cancellation));
        var status = Assert.Single(await store.SequencesAsync(null, null, cancellation));
        Assert.Equal((4L, 2L), (status.CompleteTo, status.Unanswered));
    }

    private static ArchivedEvent Event(long seq) => new(FleetEvent.Of(Some.Event() with { Seq = seq }, DateTimeOffset.UnixEpoch), new byte[] { 1 }, []);
}
