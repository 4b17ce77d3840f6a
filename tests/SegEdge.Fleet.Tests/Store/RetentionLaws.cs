using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SegEdge.Fleet.Store;
using SegEdge.Fleet.Store.Retention;
using SegEdge.Fleet.Store.Sql;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Tests.Store;

/// <summary>What retention may take away, and what it must not, whatever is below the store. Events are received a day apart from <see cref="Start"/> on.</summary>
public abstract class RetentionLaws
{
    protected static readonly DateTimeOffset Start = new(2026, 5, 4, 10, 30, 0, TimeSpan.Zero);

    protected FakeTimeProvider Time { get; } = new(Start);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<SqlFleetStore> OpenAsync();

    [Fact]
    public async Task WhatIsOver_GoesWithItsBlobs_IsRecorded_AndTheLedgerIsAsBefore()
    {
        await using var store = await OpenAsync();
        await KeepAsync(store, days: 10);
        var before = await LedgerAsync(store);
        Time.SetUtcNow(Start.AddDays(10));

        var records = await new FleetRetention(store, new() { EventDays = 4 }, Time).RunAsync(Cancellation);

        Assert.Equal(["event-07", "event-08", "event-09", "event-10"], await EventsAsync(store));
        for (var day = 1; day <= 10; day++) Assert.Equal(day > 6, await HasBlobAsync(store, $"thumb {day}"));
        Assert.Equal([("blob", 12L), ("event", 6L)], records.Select(record => (record.What, record.Records)));
        Assert.Equal(records.Single(record => record.What == "blob").Bytes, Enumerable.Range(1, 6).Sum(day => $"thumb {day}".Length + $"frame {day}".Length));
        Assert.All(records, record => Assert.Equal((Start.AddDays(10), Start.AddDays(6)), (record.Utc, record.Before)));
        await store.TidyAsync(Cancellation);
        Assert.Equal(before, await LedgerAsync(store));
        Assert.Empty(await store.HolesAsync(10, Cancellation));
        Assert.Empty(await new FleetRetention(store, new() { EventDays = 4 }, Time).RunAsync(Cancellation));
    }

    [Fact]
    public async Task AHeldEvent_Stays_WithItsBlobs_UntilItIsReleased()
    {
        await using var store = await OpenAsync();
        await KeepAsync(store, days: 6);
        var holds = new FleetHolds(store, Time);
        var one = await holds.AddAsync("kim", "claim 17", "event-02", EventFilter.All, Cancellation);
        Time.Advance(TimeSpan.FromSeconds(1));
        var some = await holds.AddAsync("kim", "claim 18", null, new() { Device = "rover", From = Start.AddDays(3), To = Start.AddDays(4) }, Cancellation);
        Time.SetUtcNow(Start.AddDays(100));
        var retention = new FleetRetention(store, new() { EventDays = 10, FrameDays = 2 }, Time);

        await retention.RunAsync(Cancellation);
        Assert.Equal(["event-02", "event-04"], await EventsAsync(store));
        Assert.True(await HasBlobAsync(store, "frame 2") && await HasBlobAsync(store, "thumb 4") && !await HasBlobAsync(store, "frame 3"));

        Assert.True(await holds.ReleaseAsync(one.HoldId, "lee", "settled", Cancellation));
        Assert.False(await holds.ReleaseAsync(one.HoldId, "lee", "again", Cancellation));
        Assert.False(await holds.ReleaseAsync("no-such-hold", "lee", "?", Cancellation));
        await retention.RunAsync(Cancellation);
        Assert.Equal(["event-04"], await EventsAsync(store));
        Assert.False(await HasBlobAsync(store, "frame 2"));
        Assert.Equal([one with { Release = new(Time.GetUtcNow(), "lee", "settled") }, some], await holds.AllAsync(Cancellation));
    }

    [Fact]
    public async Task AlertsAndReviewedEvents_MayStayLonger()
    {
        await using var store = await OpenAsync();
        await KeepAsync(store, days: 6, alert: 2);
        await VerdictAsync(store, "event-03", "v1", null);
        await VerdictAsync(store, "event-04", "v2", null);
        await VerdictAsync(store, "event-04", "v3", takesBack: "v2");
        Time.SetUtcNow(Start.AddDays(20));
        await new FleetRetention(store, new() { EventDays = 5, FrameDays = 1, AlertDays = 30, ReviewedDays = 40 }, Time).RunAsync(Cancellation);
        Assert.Equal(["event-02", "event-03"], await EventsAsync(store));
        Assert.True(await HasBlobAsync(store, "frame 2"));
        Time.SetUtcNow(Start.AddDays(35));
        await new FleetRetention(store, new() { EventDays = 5, AlertDays = 30, ReviewedDays = 40 }, Time).RunAsync(Cancellation);
        Assert.Equal(["event-03"], await EventsAsync(store));
    }

    [Fact]
    public async Task AKindOfBlob_MayGoFirst_AndNotWhileAnotherEventHasIt()
    {
        await using var store = await OpenAsync();
        await KeepAsync(store, days: 3, sharedFrame: true);
        Time.SetUtcNow(Start.AddDays(3.5));
        var retention = new FleetRetention(store, new() { FrameDays = 2 }, Time);
        Assert.Empty(await retention.RunAsync(Cancellation)); // the event of the third day has the same frame
        Assert.True(await HasBlobAsync(store, "shared frame"));
        Time.SetUtcNow(Start.AddDays(6));
        Assert.Equal([("frame", 1L)], (await retention.RunAsync(Cancellation)).Select(record => (record.What, record.Records)));
        Assert.False(await HasBlobAsync(store, "shared frame"));
        Assert.True(await HasBlobAsync(store, "thumb 1"));
        Assert.Equal(3, (await EventsAsync(store)).Length);
    }

    [Fact]
    public async Task ABlobWithoutAnEvent_GoesWhenEventsOfItsTimeDo()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(new() { Blobs = [Blob("stray", Start)] }, Cancellation);
        Time.SetUtcNow(Start.AddDays(3));
        Assert.Empty(await new FleetRetention(store, new() { EventDays = 4 }, Time).RunAsync(Cancellation));
        Time.SetUtcNow(Start.AddDays(5));
        Assert.Equal("orphan", Assert.Single(await new FleetRetention(store, new() { EventDays = 4 }, Time).RunAsync(Cancellation)).What);
        Assert.False(await HasBlobAsync(store, "stray"));
    }

    [Fact]
    public async Task WithoutLimits_NothingGoes()
    {
        await using var store = await OpenAsync();
        await KeepAsync(store, days: 3);
        Time.SetUtcNow(Start.AddDays(10_000));
        Assert.Empty(await new FleetRetention(store, new(), Time).RunAsync(Cancellation));
        Assert.Equal(3, (await EventsAsync(store)).Length);
    }

    protected static async Task KeepAsync(SqlFleetStore store, int days, int alert = 0, bool sharedFrame = false)
    {
        for (var day = 1; day <= days; day++)
        {
            var received = Start.AddDays(day - 1);
            var (thumb, frame) = (Blob($"thumb {day}", received), Blob(sharedFrame ? "shared frame" : $"frame {day}", received));
            var card = Some.Event($"event-{day:00}") with { Seq = day, Site = "site-1", Device = "rover", Capture = Some.Event("x").Capture with { Utc = received } };
            card = card with { Flags = [card.Flags[0] with { Severity = day == alert ? Severity.Alert : Severity.Review }] };
            var stored = new ArchivedEvent(FleetEvent.Of(card, received), JsonSerializer.SerializeToUtf8Bytes(card, TelemetryJson.Default.EventMessage), [thumb.Part.Sha256, frame.Part.Sha256]) { BlobKinds = ["thumb", "frame"] };
            await store.AppendAsync(new() { Events = [stored], Blobs = [thumb, frame] }, Cancellation);
        }

        await store.TidyAsync(Cancellation);
    }

    private static ArchivedBlob Blob(string body, DateTimeOffset received)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new("site-1", "rover", "epoch", ContentTypes.Jpeg, new("event", HashOf(body), 1, 1, 0, bytes), received);
    }

    private static string HashOf(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    private static Task<bool> VerdictAsync(SqlFleetStore store, string eventId, string id, string? takesBack) => store.AddVerdictAsync(
        new() { VerdictId = id, EventId = eventId, Utc = Start, User = "kim", Verdict = "confirm", Shown = [], TakesBack = takesBack }, Cancellation);

    protected static async Task<bool> HasBlobAsync(SqlFleetStore store, string body) => await store.BlobAsync(HashOf(body), Cancellation) is not null;

    protected static async Task<string[]> EventsAsync(SqlFleetStore store) => [.. (await store.EventsAsync(EventFilter.All, null, 100, Cancellation)).Events.Select(one => one.Row.EventId).Order(StringComparer.Ordinal)];

    private static async Task<(long, long)[]> LedgerAsync(SqlFleetStore store) => [.. (await store.SequencesAsync(cancellation: Cancellation)).Select(one => (one.CompleteTo, one.Highest))];
}
