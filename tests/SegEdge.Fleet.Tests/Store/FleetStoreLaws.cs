using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Tests.Store;

/// <summary>What every store must keep, whatever is below it.</summary>
public abstract partial class FleetStoreLaws
{
    protected const string Site = "site-1", Device = "rover.2", Epoch = "01K000000000000000000000AA";

    protected static readonly DateTimeOffset Start = new(2026, 5, 4, 10, 30, 0, TimeSpan.Zero);

    protected FakeTimeProvider Time { get; } = new(Start);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An empty one that thinks it is <see cref="Time"/>; a blob may be a minute late.</summary>
    protected abstract Task<IFleetStore> OpenAsync();

    /// <summary>The same again, after it was closed.</summary>
    protected abstract Task<IFleetStore> ReopenAsync();

    [Fact]
    public async Task AnEvent_ComesBackAsItWas_ByIdAndInAPage_AlsoAfterAReopen()
    {
        var stored = Event(1, card => card with
        {
            Explanations = [new() { Status = ExplanationStatus.Untrusted, Method = "scg", Faithfulness = new() { Score = 0.25, How = "x", Pass = false }, Cells = new(32, 20), Shares = new() { Inside = 0.25f, Boundary = 0.25f, Context = 0.5f } }],
        });
        await using (var store = await OpenAsync()) Assert.Single((await store.AppendAsync(new() { Events = [stored] }, Cancellation)).NewEvents);

        await using var again = await ReopenAsync();
        var found = await again.EventAsync(stored.Row.EventId, Cancellation);
        Assert.Equal(stored.Row, found!.Row);
        Assert.True(stored.Card.Span.SequenceEqual(found.Card.Span));
        Assert.Equal(stored.Row, Assert.Single((await again.EventsAsync(EventFilter.All, null, 10, Cancellation)).Events).Row);
        Assert.Null(await again.EventAsync("no-such-event", Cancellation));
    }

    [Fact]
    public async Task WhatCameBefore_IsKeptOnce()
    {
        await using var store = await OpenAsync();
        var batch = new FleetBatch { Events = [Event(1)], Blobs = [Blob("one")], Gaps = [Gap(1, 7, 9)], Audits = [Audit(1, null)] };
        var first = await store.AppendAsync(batch, Cancellation);
        Assert.Equal((1, 1, 1, 1), (first.NewEvents.Count, first.NewBlobs, first.NewGaps, first.NewAudits));
        var second = await store.AppendAsync(batch with { Events = [batch.Events[0], batch.Events[0]] }, Cancellation);
        Assert.Equal((0, 0, 0, 0), (second.NewEvents.Count, second.NewBlobs, second.NewGaps, second.NewAudits));
        Assert.Single(second.KeptBlobs);
        Assert.Single((await store.EventsAsync(EventFilter.All, null, 10, Cancellation)).Events);
        Assert.Single(await store.GapsAsync(Site, Device, 10, Cancellation));
        Assert.Single(await store.AuditsAsync(Site, Device, Epoch, Cancellation));
    }

    [Fact]
    public async Task ABlob_ComesBackByItsHash()
    {
        await using var store = await OpenAsync();
        var blob = Blob("heat");
        await store.AppendAsync(new() { Blobs = [blob] }, Cancellation);
        var found = await store.BlobAsync(blob.Part.Sha256, Cancellation);
        Assert.Equal(ContentTypes.Png, found!.ContentType);
        Assert.Equal("heat", Encoding.UTF8.GetString(found.Body.Span));
        Assert.Null(await store.BlobAsync(new string('0', 64), Cancellation));
    }

    [Fact]
    public async Task ABlobInParts_IsWholeWithItsLastPart_InWhateverOrderAndBatchesTheyCome()
    {
        await using var store = await OpenAsync();
        var parts = Parts("event-1", new string('x', 3000));
        Assert.Empty((await store.AppendAsync(new() { Blobs = [parts[2]] }, Cancellation)).KeptBlobs);
        Assert.Empty((await store.AppendAsync(new() { Blobs = [parts[0], parts[0]] }, Cancellation)).KeptBlobs);
        Assert.Null(await store.BlobAsync(parts[0].Part.Sha256, Cancellation));
        var kept = Assert.Single((await store.AppendAsync(new() { Blobs = [parts[1]] }, Cancellation)).KeptBlobs);
        Assert.Equal(new KeptBlob(Site, Device, Epoch, parts[0].Part.Sha256), kept);
        Assert.Equal(3000, (await store.BlobAsync(kept.Sha256, Cancellation))!.Body.Length);
    }

    [Fact]
    public async Task ABlobThatIsCutOtherwise_WhenItIsSentAgain_IsWhole_WhateverIsLeftOfTheSendingBefore()
    {
        await using var store = await OpenAsync();
        var (before, again) = (Parts("event-1", new string('x', 3000), 1100), Parts("event-1", new string('x', 3000), 1090));
        Assert.Equal(before.Length, again.Length);
        await store.AppendAsync(new() { Blobs = [before[1], before[2]] }, Cancellation);
        Assert.Empty((await store.AppendAsync(new() { Blobs = [again[0]] }, Cancellation)).KeptBlobs);
        Assert.Equal(new KeptBlob(Site, Device, Epoch, again[0].Part.Sha256), Assert.Single((await store.AppendAsync(new() { Blobs = [before[0], again[1], again[2]] }, Cancellation)).KeptBlobs));
    }

    [Fact]
    public async Task ABlobInParts_ThatIsSentAgain_IsNamedAgainWithItsLastPart_AndLeavesNoPartBehind()
    {
        await using var store = await OpenAsync();
        var parts = Parts("event-1", new string('x', 3000));
        // The last part of one sending comes together with the first ones of the next.
        Assert.Single((await store.AppendAsync(new() { Blobs = [parts[0], parts[1], parts[2], parts[0], parts[1]] }, Cancellation)).KeptBlobs);
        Assert.Equal(new KeptBlob(Site, Device, Epoch, parts[0].Part.Sha256), Assert.Single((await store.AppendAsync(new() { Blobs = [parts[2]] }, Cancellation)).KeptBlobs));
        Assert.Empty((await store.AppendAsync(new() { Blobs = [parts[0]] }, Cancellation)).KeptBlobs);
        Assert.Single((await store.AppendAsync(new() { Blobs = [parts[1], parts[2]] }, Cancellation)).KeptBlobs);
    }

    [Fact]
    public async Task PartsThatAreNotWhatTheirHashPromises_AreDropped()
    {
        await using var store = await OpenAsync();
        var parts = Parts("event-1", new string('x', 3000));
        var bad = parts[1] with { Part = parts[1].Part with { Body = new byte[parts[1].Part.Body.Length] } };
        var outcome = await store.AppendAsync(new() { Blobs = [parts[0], bad, parts[2]] }, Cancellation);
        Assert.Equal((0, 1), (outcome.KeptBlobs.Count, outcome.Broken.Count));
        // Nothing of it stands in the way of the whole one.
        Assert.Single((await store.AppendAsync(new() { Blobs = parts }, Cancellation)).KeptBlobs);
    }

    [Fact]
    public async Task Filters_AndPages_GiveEveryMatchOnce_NewestFirst()
    {
        await using var store = await OpenAsync();
        ArchivedEvent[] events =
        [
            .. Enumerable.Range(1, 25).Select(seq => Event(seq, card => card with
            {
                Frame = card.Frame with { Camera = seq % 2 == 0 ? "front" : "rear" },
                Capture = card.Capture with { Utc = Start.AddMinutes(seq) },
            })),
        ];
        await store.AppendAsync(new() { Events = events }, Cancellation);

        var (found, next) = (new List<string>(), (string?)null);
        do
        {
            var page = await store.EventsAsync(new() { Camera = "front", From = Start.AddMinutes(4), To = Start.AddMinutes(20) }, next, 3, Cancellation);
            found.AddRange(page.Events.Select(one => one.Row.EventId));
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(events.Where(one => one.Row.Seq is >= 4 and < 20 && one.Row.Seq % 2 == 0).Select(one => one.Row.EventId).Reverse(), found);
        Assert.Empty((await store.EventsAsync(new() { Site = "nowhere" }, null, 10, Cancellation)).Events);
        Assert.Equal(25, (await store.EventsAsync(new() { Site = Site, Device = Device, Rule = "low-margin", Severity = "review", Class = "person", Model = "road", ModelVersion = "1.0" }, null, 100, Cancellation)).Events.Count);
        Assert.Empty((await store.EventsAsync(new() { ExplanationStatus = "ok" }, null, 10, Cancellation)).Events);
    }

    [Fact]
    public async Task AVerdict_IsNeverChanged_AndATakenBackOneLeavesTheEventUnreviewed()
    {
        await using var store = await OpenAsync();
        var stored = Event(1);
        await store.AppendAsync(new() { Events = [stored, Event(2)] }, Cancellation);
        var verdict = new FleetVerdict { VerdictId = "v1", EventId = stored.Row.EventId, Utc = Start, User = "ann", Verdict = "dismiss", Reason = "mud", Shown = ["mask", "heat"] };
        Assert.True(await store.AddVerdictAsync(verdict, Cancellation));
        Assert.False(await store.AddVerdictAsync(verdict with { Verdict = "confirm" }, Cancellation));
        var kept = Assert.Single(await store.VerdictsAsync(stored.Row.EventId, Cancellation));
        Assert.Equal(("dismiss", "mud", "mask,heat"), (kept.Verdict, kept.Reason, string.Join(',', kept.Shown)));
        Assert.Equal((1, 1), (await CountAsync(store, true), await CountAsync(store, false)));

        await store.AddVerdictAsync(verdict with { VerdictId = "v2", Verdict = "unsure", TakesBack = "v1" }, Cancellation);
        Assert.Equal((0, 2), (await CountAsync(store, true), await CountAsync(store, false)));
        Assert.Equal(2, (await store.VerdictsAsync(stored.Row.EventId, Cancellation)).Count);
    }

    [Fact]
    public async Task OfReports_TheLastOneIsKept()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(new() { Reports = [Report("1", Start), Report("2", Start.AddSeconds(1))] }, Cancellation);
        await store.AppendAsync(new() { Reports = [Report("0", Start.AddSeconds(-1))] }, Cancellation);
        var kept = Assert.Single(await store.ReportsAsync(Site, null, Cancellation));
        Assert.Equal((ReportKind.State, "2"), (kept.Kind, Encoding.UTF8.GetString(kept.Json.Span)));
        Assert.Empty(await store.ReportsAsync("nowhere", null, Cancellation));
    }

    [Fact]
    public async Task Numbers_AreAHole_UntilTheyArriveOrAGapNamesThem()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(new() { Events = [Event(1), Event(2), Event(5), Event(9)] }, Cancellation);
        await store.TidyAsync(Cancellation);
        Assert.Equal([(3L, 4L), (6L, 8L)], await HolesAsync(store));
        Assert.Equal((2L, 9L), await StandAsync(store));

        await store.AppendAsync(new() { Events = [Event(4)], Gaps = [Gap(1, 6, 8)] }, Cancellation);
        await store.TidyAsync(Cancellation);
        Assert.Equal([(3L, 3L)], await HolesAsync(store));

        await store.AppendAsync(new() { Events = [Event(3)] }, Cancellation);
        await store.TidyAsync(Cancellation);
        Assert.Empty(await HolesAsync(store));
        Assert.Equal((9L, 9L), await StandAsync(store));
        Assert.Equal(3, (await store.SequencesAsync(Site, Device, Cancellation)).Single(one => one.Key.Stream == StreamKind.Event).NamedLost);

        // What is known already opens nothing.
        await store.AppendAsync(new() { Events = [Event(2)] }, Cancellation);
        await store.TidyAsync(Cancellation);
        Assert.Equal((9L, 9L), await StandAsync(store));
    }

    [Fact]
    public async Task AGapWithAnOpenEnd_NamesWhatDidNotArriveOfALostEpoch()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(new() { Events = [Event(2), Event(6)] }, Cancellation);
        await store.TidyAsync(Cancellation);
        var gap = Gap(1, 1, null);
        gap = gap with { Gap = gap.Gap with { Epoch = "01K000000000000000000000BB", LostEpoch = Epoch } };
        await store.AppendAsync(new() { Gaps = [gap] }, Cancellation);
        await store.TidyAsync(Cancellation);
        Assert.Empty(await HolesAsync(store));
        Assert.Equal((6L, 6L), await StandAsync(store));
    }

    [Fact]
    public async Task AHole_IsAskedForByOneOfSeveral_RemembersIt_AndCanBeGivenUp()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(new() { Events = [Event(1), Event(5)] }, Cancellation);
        await store.TidyAsync(Cancellation);
        var hole = Assert.Single(await store.HolesAsync(10, Cancellation));
        Assert.True(await store.AskedAsync(hole, Cancellation));
        Assert.False(await store.AskedAsync(hole, Cancellation));

        await store.AppendAsync(new() { Events = [Event(3)] }, Cancellation);
        await store.TidyAsync(Cancellation);
        var rest = await store.HolesAsync(10, Cancellation);
        Assert.Equal([(2L, 2L, 1), (4L, 4L, 1)], rest.Select(one => (one.From, one.To, one.Asks)));

        foreach (var one in rest) await store.GiveUpAsync(one, Cancellation);
        var status = Assert.Single(await store.SequencesAsync(null, null, Cancellation));
        Assert.Equal((5L, 2L, 0), (status.CompleteTo, status.Unanswered, status.Holes.Count));
    }

    [Fact]
    public async Task HolesOfADevice_ComeInTheOrderInWhichTheyWait_AndOfAllTheMostAskedForFirst()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(new() { Events = [Event(1), Event(3), Event(5), Event(7), Event(2, card => card with { EventId = "other", Device = "another" })] }, Cancellation);
        await store.TidyAsync(Cancellation);
        Assert.Equal([(Site, "another"), (Site, Device)], await store.IncompleteDevicesAsync(Cancellation));
        Time.Advance(TimeSpan.FromMinutes(1));
        var holes = await store.HolesAsync(Site, Device, 10, Cancellation);
        Assert.Equal([2L, 4L, 6L], holes.Select(hole => hole.From));
        foreach (var hole in holes.Take(2)) Assert.True(await store.AskedAsync(hole, Cancellation));
        Assert.Equal([6L, 2L], (await store.HolesAsync(Site, Device, 2, Cancellation)).Select(hole => hole.From));
        Assert.Equal([(2L, 1), (4L, 1)], (await store.HolesAsync(2, Cancellation)).Select(hole => (hole.From, hole.Asks)));
    }

    [Fact]
    public async Task ABlobThatAnEventPromises_IsMissedAfterAWhile_UnlessItComesOrAGapNamesIt()
    {
        await using var store = await OpenAsync();
        var (comes, lost, missing) = (Blob("comes"), Blob("lost"), Blob("missing"));
        await store.AppendAsync(new() { Blobs = [comes], Events = [Event(1, null, comes), Event(2, null, lost), Event(3, null, missing)] }, Cancellation);
        await store.TidyAsync(Cancellation);
        Assert.Empty(await store.HolesAsync(10, Cancellation));

        Time.Advance(TimeSpan.FromMinutes(2));
        var gap = Gap(1, 2, 2);
        await store.AppendAsync(new() { Gaps = [gap with { Gap = gap.Gap with { Stream = StreamKind.Blob } }] }, Cancellation);
        await store.TidyAsync(Cancellation);
        var hole = Assert.Single(await store.HolesAsync(10, Cancellation));
        Assert.Equal((StreamKind.Blob, 3L, 3L), (hole.Key.Stream, hole.From, hole.To));

        await store.AppendAsync(new() { Blobs = [missing] }, Cancellation);
        await store.TidyAsync(Cancellation);
        Assert.Empty(await store.HolesAsync(10, Cancellation));
    }

    [Fact]
    public async Task ManyWriters_WithTheSameRecords_KeepEachOnce()
    {
        await using var store = await OpenAsync();
        var events = Enumerable.Range(1, 40).Select(seq => Event(seq)).ToArray();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            var added = 0;
            foreach (var some in events.OrderBy(one => HashCode.Combine(writer, one.Row.EventId)).Chunk(7))
                added += (await store.AppendAsync(new() { Events = some, Blobs = [.. some.Select(one => Blob(one.Row.EventId))] }, Cancellation)).NewEvents.Count;
            await store.TidyAsync(Cancellation);
            return added;
        }, Cancellation)));
        Assert.Equal(40, outcomes.Sum());
        await store.TidyAsync(Cancellation);
        Assert.Equal((40L, 40L), await StandAsync(store));
    }

    [Fact]
    public async Task Text_IsDataAndNeverSql()
    {
        await using var store = await OpenAsync();
        var stored = Event(1, card => card with { Flags = [card.Flags[0] with { Rule = "'; DROP TABLE event; --" }] });
        await store.AppendAsync(new() { Events = [stored] }, Cancellation);
        Assert.Single((await store.EventsAsync(new() { Rule = "'; DROP TABLE event; --" }, null, 10, Cancellation)).Events);
        Assert.Empty((await store.EventsAsync(new() { Site = "' OR '1'='1" }, null, 10, Cancellation)).Events);
    }

    protected static ArchivedEvent Event(long seq, Func<EventMessage, EventMessage>? change = null, params ArchivedBlob[] blobs)
    {
        var card = Some.Event($"01K0000000000000000000{seq:0000}") with { Seq = seq };
        card = change?.Invoke(card) ?? card;
        return new(FleetEvent.Of(card, Start), JsonSerializer.SerializeToUtf8Bytes(card, TelemetryJson.Default.EventMessage), [.. blobs.Select(blob => blob.Part.Sha256)]);
    }

    protected static ArchivedBlob Blob(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new(Site, Device, Epoch, ContentTypes.Png, new("event-1", Convert.ToHexStringLower(SHA256.HashData(bytes)), 1, 1, 0, bytes), Start);
    }

    private static ArchivedBlob[] Parts(string eventId, string body, int mostBytes = 1024)
    {
        var whole = Blob(body);
        return [.. BlobSplitter.Split(eventId, whole.Part.Sha256, whole.Part.Body, mostBytes).Select(part => whole with { Part = part })];
    }

    private static ArchivedGap Gap(long seq, long from, long? to)
    {
        var gap = new GapMessage
        {
            Seq = seq,
            Epoch = Epoch,
            BootId = "boot-1",
            Stream = StreamKind.Event,
            Ranges = [new(from, to)],
            EventIds = [],
            Blobs = [],
            Count = to is null ? 0 : to.Value - from + 1,
            Bytes = 10,
            Reason = GapReason.Evicted,
        };
        return new(Site, Device, gap, JsonSerializer.SerializeToUtf8Bytes(gap, TelemetryJson.Default.GapMessage), Start);
    }

    private static DeviceReport Report(string json, DateTimeOffset received) => new(Site, Device, ReportKind.State, Encoding.UTF8.GetBytes(json), received);

    private static async Task<int> CountAsync(IFleetStore store, bool reviewed) => (await store.EventsAsync(new() { Reviewed = reviewed }, null, 100, Cancellation)).Events.Count;

    private static async Task<(long, long)[]> HolesAsync(IFleetStore store) => [.. (await store.HolesAsync(100, Cancellation)).Select(hole => (hole.From, hole.To)).Order()];

    private static async Task<(long CompleteTo, long Highest)> StandAsync(IFleetStore store) =>
        (await store.SequencesAsync(Site, Device, Cancellation)).Where(one => one.Key.Stream == StreamKind.Event).Select(one => (one.CompleteTo, one.Highest)).Single();
}
