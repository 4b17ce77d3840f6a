using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Tests.Store;

public abstract partial class FleetStoreLaws
{
    [Fact]
    public async Task Counts_AreOfEveryKind_AndFollowVerdicts()
    {
        await using var store = (IReviewStore)await OpenAsync();
        ArchivedEvent[] events = [.. Enumerable.Range(1, 12).Select(seq => Event(seq, card => card with { Frame = card.Frame with { Camera = seq % 3 == 0 ? "rear" : "front" } }))];
        await store.AppendAsync(new() { Events = events }, Cancellation);
        Assert.Equal([(4L, 0L), (8L, 0L)], await CountsAsync());
        foreach (var seq in new[] { 0, 1, 2 }) await store.AddVerdictAsync(Said($"v{seq}", events[seq]), Cancellation);
        await store.AddVerdictAsync(Said("v-again", events[0]), Cancellation);
        Assert.Equal([(4L, 1L), (8L, 2L)], await CountsAsync());
        await store.AddVerdictAsync(Said("back", events[2]) with { TakesBack = "v2" }, Cancellation);
        Assert.Equal([(4L, 0L), (8L, 2L)], await CountsAsync());

        async Task<(long, long)[]> CountsAsync() => [.. (await store.CountsAsync(Cancellation)).Select(count => (count.Events, count.Reviewed)).Order()];
    }

    [Fact]
    public async Task WhatWasRemovedForPrivacy_IsHandedToNobody_AlsoWhatComesLater_UntilItIsTakenBack()
    {
        await using var store = (IReviewStore)await OpenAsync();
        var (here, late, other) = (Blob("a face"), Blob("its mask"), Blob("another frame"));
        var card = Event(1, one => one with { Blobs = [Stored(BlobKind.Thumb, here), Stored(BlobKind.Mask, late)] }, here, late);
        await store.AppendAsync(new() { Events = [card], Blobs = [here, other] }, Cancellation);
        await store.AddVerdictAsync(Said("gone", card) with { Verdict = "remove" }, Cancellation);
        await store.AppendAsync(new() { Blobs = [here, late] }, Cancellation);
        string[] all = [here.Part.Sha256, late.Part.Sha256, other.Part.Sha256];
        Assert.Null(await store.BlobAsync(here.Part.Sha256, Cancellation));
        Assert.Null(await store.BlobAsync(late.Part.Sha256, Cancellation));
        Assert.Equal([other.Part.Sha256], await store.BlobsHereAsync(all, Cancellation));
        await store.AddVerdictAsync(Said("back", card) with { Verdict = "remove", TakesBack = "gone" }, Cancellation);
        Assert.Equal(3, (await store.BlobsHereAsync(all, Cancellation)).Count);
        Assert.NotNull(await store.BlobAsync(late.Part.Sha256, Cancellation));
    }

    [Fact]
    public async Task EventsOfSomeKinds_AreTheNewestOfThem_PageByPage()
    {
        await using var store = (IReviewStore)await OpenAsync();
        ArchivedEvent[] events =
        [
            .. Enumerable.Range(1, 60).Select(seq => Event(seq, card => card with
            {
                Frame = card.Frame with { Camera = $"camera-{seq % 5}" },
                Regions = seq % 2 == 0 ? [] : card.Regions, // half of them have no class
            })),
        ];
        await store.AppendAsync(new() { Events = events }, Cancellation);
        await store.AddVerdictAsync(Said("one", events[20]), Cancellation);
        QueueKind[] kinds = [.. (await store.CountsAsync(Cancellation)).Select(count => count.Kind).Where(kind => kind.Camera is "camera-1" or "camera-3")];
        Assert.Equal(4, kinds.Length);
        string[] expected = [.. events.Where(one => one.Row.Camera is "camera-1" or "camera-3").Select(one => one.Row.EventId).Reverse()];
        var first = await store.EventsAsync(kinds, EventFilter.All, null, 10, Cancellation);
        Assert.Equal(expected[..10], first.Select(one => one.Row.EventId));
        Assert.Equal(expected[10..20], (await store.EventsAsync(kinds, EventFilter.All, first[^1].Row.EventId, 10, Cancellation)).Select(one => one.Row.EventId));
        Assert.Equal([events[20].Row.EventId], (await store.EventsAsync(kinds, new() { Reviewed = true }, null, 10, Cancellation)).Select(one => one.Row.EventId));
        Assert.Equal(23, (await store.EventsAsync(kinds, new() { Reviewed = false }, null, 100, Cancellation)).Count);
        Assert.Empty(await store.EventsAsync([], EventFilter.All, null, 10, Cancellation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public async Task EventsOfSomeKindsAndATime_AreWhatAFilterFinds_AlsoWhereClocksJumped(int cameras)
    {
        await using var store = (IReviewStore)await OpenAsync();
        // Every seventh clock is two days off, which its id does not say.
        ArchivedEvent[] events =
        [
            .. Enumerable.Range(1, 240).Select(seq => Event(seq, card => card with
            {
                Frame = card.Frame with { Camera = $"camera-{seq % cameras}" },
                Capture = card.Capture with { Utc = Start.AddMinutes(10 * seq).AddDays(seq % 7 == 0 ? 2 : 0) },
            })),
        ];
        await store.AppendAsync(new() { Events = events[..200] }, Cancellation);
        await store.AddVerdictAsync(Said("early", events[30]), Cancellation);
        await store.AddVerdictAsync(Said("late", events[150]), Cancellation);
        await store.TidyAsync(Cancellation);
        // Not counted yet.
        await store.AppendAsync(new() { Events = events[200..] }, Cancellation);
        QueueKind[] kinds = [.. (await store.CountsAsync(Cancellation)).Select(count => count.Kind)];
        Assert.Equal(cameras, kinds.Length);
        foreach (var reviewed in (bool?[])[null, true, false])
            foreach (var (from, to) in ((int?, int?)[])[(3, 9), (null, 5), (30, null), (49, 60), (500, 600)])
            {
                var filter = new EventFilter { Reviewed = reviewed, From = from is { } f ? Start.AddHours(f) : null, To = to is { } t ? Start.AddHours(t) : null };
                var expected = (await store.EventsAsync(filter, null, 1000, Cancellation)).Events.Select(one => one.Row.EventId).ToArray();
                Assert.Equal(expected, (await store.EventsAsync(kinds, filter, null, 1000, Cancellation)).Select(one => one.Row.EventId));
                if (expected.Length > 4) Assert.Equal(expected[3..], (await store.EventsAsync(kinds, filter, expected[2], 1000, Cancellation)).Select(one => one.Row.EventId));
            }
    }

    [Fact]
    public async Task ConfirmedOnce_IsByOnePersonOnly_AndComesInPages()
    {
        await using var store = (IReviewStore)await OpenAsync();
        ArchivedEvent[] events = [.. Enumerable.Range(1, 5).Select(seq => Event(seq))];
        await store.AppendAsync(new() { Events = events }, Cancellation);
        foreach (var one in events) await store.AddVerdictAsync(Said($"first-{one.Row.Seq}", one), Cancellation);
        await store.AddVerdictAsync(Said("second", events[4]) with { User = "bert" }, Cancellation);
        await store.AddVerdictAsync(Said("back", events[3]) with { TakesBack = "first-4" }, Cancellation);
        await store.AddVerdictAsync(Said("other", events[3]) with { Verdict = "unsure" }, Cancellation);
        var page = await store.ConfirmedOnceAsync(null, 2, Cancellation);
        Assert.Equal([events[2].Row.EventId, events[1].Row.EventId], page.Select(one => one.EventId));
        Assert.Equal((events[0].Row.EventId, "anna"), Assert.Single(await store.ConfirmedOnceAsync(page[1].EventId, 2, Cancellation)));
    }

    [Fact]
    public async Task EventsAndVerdictsOfMany_ComeAtOnce()
    {
        await using var store = (IReviewStore)await OpenAsync();
        ArchivedEvent[] events = [.. Enumerable.Range(1, 700).Select(seq => Event(seq))];
        await store.AppendAsync(new() { Events = events }, Cancellation);
        await store.AddVerdictAsync(Said("one", events[600]), Cancellation);
        await store.AddVerdictAsync(Said("two", events[3]), Cancellation);
        string[] ids = [.. events.Select(one => one.Row.EventId), "no-such-event"];
        Assert.Equal(events.Select(one => one.Row.EventId).Reverse(), (await store.EventsAsync(ids, Cancellation)).Select(one => one.Row.EventId));
        Assert.Equal(["one", "two"], (await store.VerdictsAsync(ids, Cancellation)).Select(one => one.VerdictId));
        Assert.Empty(await store.EventsAsync([], Cancellation));
        Assert.Equal(700, (await store.ReceivedAsync(Start, 1000, Cancellation)).Count);
        Assert.Empty(await store.ReceivedAsync(Start.AddSeconds(1), 1000, Cancellation));
        Assert.Equal(2, (await store.VerdictsSinceAsync(Start, 10, Cancellation)).Count);
    }

    private static BlobInfo Stored(BlobKind kind, ArchivedBlob blob) => new() { Kind = kind, Sha256 = blob.Part.Sha256, Bytes = blob.Part.Body.Length, Type = blob.ContentType, State = BlobState.Stored };

    private static FleetVerdict Said(string id, ArchivedEvent about) =>
        new() { VerdictId = id, EventId = about.Row.EventId, Utc = Start, User = "anna", Verdict = "confirm", Shown = ["thumb"] };

    [Fact]
    public async Task WhoTookWhat_IsKept_TheNewestFirst()
    {
        await using var store = (IReviewStore)await OpenAsync();
        var first = new FleetExport { ExportId = "01A", Utc = Start, User = "ann", Kind = "png", EventId = "event-1", Events = 1, Shown = ["thumb", "heat-stale"] };
        var second = new FleetExport { ExportId = "01B", Utc = Start.AddMinutes(1), User = "bob", Kind = "csv", Selection = "device=rover&rule='; DROP TABLE event --" };
        foreach (var one in new[] { first, second, first with { User = "eve" } }) await store.AddExportAsync(one, Cancellation);
        var kept = await store.ExportsAsync(10, Cancellation);
        Assert.Equal([second with { Shown = kept[0].Shown }, first with { Shown = kept[1].Shown }], kept);
        Assert.Equal([[], ["thumb", "heat-stale"]], kept.Select(one => one.Shown));
        Assert.Equal("01B", Assert.Single(await store.ExportsAsync(1, Cancellation)).ExportId);
    }
}
