using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Tests.Store;

/// <summary>What every store's figures must keep.</summary>
public abstract partial class FleetStoreLaws
{
    private static FigureFilter Hours => new(FigureStep.Hour, Start.AddDays(-2), Start.AddDays(2));

    private static FigureFilter Days => Hours with { Step = FigureStep.Day };

    [Fact]
    public async Task Figures_AreWhatTheEventsComeTo_WhateverTheStepAndTheFilter()
    {
        await using var store = await OpenAsync();
        ArchivedEvent[] events = [.. Enumerable.Range(1, 60).Select(Varied)];
        foreach (var some in events.Chunk(7)) await store.AppendAsync(new() { Events = some }, Cancellation);
        await store.TidyAsync(Cancellation);
        foreach (var filter in (FigureFilter[])[Hours, Days, Hours with { Camera = "rear" }, Days with { Device = Device, Class = "person" }, Hours with { ModelVersion = "2.0" }, Days with { Site = "nowhere" }])
        {
            var expected = events.Select(one => one.Row).Where(row => Fits(row, filter)).ToArray();
            var found = await Figures(store).FiguresAsync(filter, Cancellation);
            var total = Total(found);
            Assert.Equal(expected.Length, total.Flags);
            Assert.Equal(expected.Count(row => row.ExplanationStatus == "stale"), total.Stale);
            Assert.Equal(expected.Count(row => row.ExplanationStatus is null), total.Flags - total.Ok - total.Stale - total.Untrusted - total.Skipped - total.OtherStatus);
            Assert.Equal(expected.Where(row => row.ExplanationStatus == "ok").Sum(row => row.ShareContext ?? 0), total.ContextSum, 4);
            Assert.Equal(expected.Sum(row => row.TotalMs), total.TotalMsSum, 4);
            var step = filter.Step == FigureStep.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
            Assert.Equal(expected.GroupBy(row => (row.CapturedUtc.Ticks / step.Ticks * step.Ticks, row.Class, row.Rule)).Select(same => (same.Key, same.LongCount())).Order(),
                found.GroupBy(row => (row.Start.Ticks, row.Class, row.Rule)).Select(same => (same.Key, same.Sum(row => row.Figures.Flags))).Order());
            Assert.Equal(expected.GroupBy(row => row.Camera).Select(same => (same.Key, same.LongCount())).Order(),
                (await Figures(store).CameraFiguresAsync(filter, Cancellation)).Select(one => (one.Camera, one.Figures.Flags)).Order());
        }
    }

    [Fact]
    public async Task AnEvent_CountsOnce_HoweverOftenItComesAndWhoeverCounts()
    {
        await using var store = await OpenAsync();
        var batch = new FleetBatch { Events = [Event(1), Event(2)] };
        await store.AppendAsync(batch, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Figures(store).CountAsync(Cancellation), Cancellation)));
        await store.AppendAsync(batch with { Events = [Event(2), Event(3), Event(3)] }, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.TidyAsync(Cancellation), Cancellation)));
        Assert.Equal(3, Total(await CapturedAsync(store)).Flags);
        Assert.Equal(0, await Figures(store).CountAsync(Cancellation));
    }

    [Fact]
    public async Task TheVerdictThatStands_Counts_AndOneThatIsTakenBackNoLonger()
    {
        await using var store = await OpenAsync();
        var (one, two) = (Event(1), Event(2));
        // A verdict may be here before its event.
        await store.AddVerdictAsync(Verdict("v1", one, "confirm", 1), Cancellation);
        await store.TidyAsync(Cancellation);
        await store.AppendAsync(new() { Events = [one, two] }, Cancellation);
        await store.AddVerdictAsync(Verdict("v2", two, "dismiss", 2), Cancellation);
        Assert.Equal((1L, 1L, 0L), await JudgedAsync(store));

        // The last word counts, and each event once.
        await store.AddVerdictAsync(Verdict("v3", one, "wrongClass", 3), Cancellation);
        await store.AddVerdictAsync(Verdict("v3", one, "confirm", 3), Cancellation);
        Assert.Equal((0L, 1L, 1L), await JudgedAsync(store));
        await store.AddVerdictAsync(Verdict("v4", one, "unsure", 4, takesBack: "v3"), Cancellation);
        Assert.Equal((1L, 1L, 0L), await JudgedAsync(store));
        await store.AddVerdictAsync(Verdict("v5", one, "unsure", 5, takesBack: "v1"), Cancellation);
        await store.AddVerdictAsync(Verdict("v6", two, "unsure", 6, takesBack: "v2"), Cancellation);
        Assert.Equal((0L, 0L, 0L), await JudgedAsync(store));
        Assert.Equal(0, Total(await CapturedAsync(store)).Undecided);
    }

    [Fact]
    public async Task Choices_AreWhatThereEverWas()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(new() { Events = [Event(1), Event(2), Event(3, card => card with { Regions = [], Frame = card.Frame with { Camera = "rear" } })] }, Cancellation);
        await store.TidyAsync(Cancellation);
        Assert.Equal([new FigureChoice(Site, Device, "front", "person", "road", "1.0", 2), new FigureChoice(Site, Device, "rear", null, "road", "1.0", 1)],
            await Figures(store).ChoicesAsync(Cancellation));
    }

    [Fact]
    public async Task HeatMaps_AreTheNewestOfThatCameraClassAndModel_WhoseExplanationIsOk()
    {
        await using var store = await OpenAsync();
        ArchivedBlob[] maps = [.. Enumerable.Range(0, 6).Select(i => Blob($"map {i}"))];
        await store.AppendAsync(new()
        {
            Blobs = maps,
            Events =
            [
                Heat(1, ExplanationStatus.Ok, maps[0]), Heat(2, ExplanationStatus.Ok, maps[1]), Heat(3, ExplanationStatus.Untrusted, maps[2]), Heat(4, ExplanationStatus.Ok, maps[3]),
                Heat(5, ExplanationStatus.Ok, Blob("never came")), Heat(6, ExplanationStatus.Ok, maps[4], regions: []), Heat(7, ExplanationStatus.Ok, maps[5], Start.AddDays(9)),
            ],
        }, Cancellation);
        var choice = new FigureChoice(Site, Device, "front", "person", "road", "1.0", 0);
        Assert.Equal(["map 3", "map 1"], await MapsAsync(choice, 3));
        Assert.Equal(["map 3", "map 1", "map 0"], await MapsAsync(choice, 10));
        Assert.Equal(["map 4"], await MapsAsync(choice with { Class = null }, 10));
        Assert.Empty(await MapsAsync(choice with { ModelVersion = "9" }, 10));

        async Task<IEnumerable<string>> MapsAsync(FigureChoice of, int most) =>
            (await Figures(store).HeatMapsAsync(of, Start.AddDays(-1), Start.AddDays(1), most, Cancellation)).Select(map => System.Text.Encoding.UTF8.GetString(map.Span));
    }

    [Fact]
    public async Task AHeatMapOfWhatWasRemovedForPrivacy_CountsNoMore_UntilItIsTakenBack()
    {
        await using var store = await OpenAsync();
        var (gone, stays) = (Blob("of a face"), Blob("of a weed"));
        var removed = Heat(1, ExplanationStatus.Ok, gone);
        await store.AppendAsync(new() { Blobs = [gone, stays], Events = [removed, Heat(2, ExplanationStatus.Ok, stays)] }, Cancellation);
        await store.AddVerdictAsync(Verdict("v1", removed, "remove", 0), Cancellation);
        Assert.Equal(1, await MapsAsync());
        await store.AddVerdictAsync(Verdict("v2", removed, "remove", 1, takesBack: "v1"), Cancellation);
        Assert.Equal(2, await MapsAsync());

        async Task<int> MapsAsync() =>
            (await Figures(store).HeatMapsAsync(new(Site, Device, "front", "person", "road", "1.0", 0), Start.AddDays(-1), Start.AddDays(1), 10, Cancellation)).Count;
    }

    [Fact]
    public async Task OfEachCamera_TheNewestEventIsKnown()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(new() { Events = [Event(5), Event(2, card => card with { Frame = card.Frame with { Camera = "rear" } })] }, Cancellation);
        await store.TidyAsync(Cancellation);
        // Late history is not news.
        await store.AppendAsync(new() { Events = [Event(3)] }, Cancellation);
        await store.TidyAsync(Cancellation);
        Assert.Equal([("front", 5L), ("rear", 2L)], (await Figures(store).NewestEventsAsync(Site, Cancellation)).Select(one => (one.Row.Camera, one.Row.Seq)));
        Assert.Empty(await Figures(store).NewestEventsAsync("nowhere", Cancellation));
    }

    [Fact]
    public async Task Losses_AreWhatTheGapsName()
    {
        await using var store = await OpenAsync();
        var later = Gap(3, 20, 20);
        await store.AppendAsync(new()
        {
            Gaps = [Gap(1, 7, 9), Gap(2, 11, 12), later with { Gap = later.Gap with { Reason = GapReason.Expired, Stream = StreamKind.Blob } }],
        }, Cancellation);
        Assert.Equal([new DeviceLoss(Site, Device, StreamKind.Blob, GapReason.Expired, 1, 1), new DeviceLoss(Site, Device, StreamKind.Event, GapReason.Evicted, 5, 2)],
            await Figures(store).LossesAsync(Site, Device, Cancellation));
    }

    protected static IFleetStatistics Figures(IFleetStore store) => (IFleetStatistics)store;

    private static ArchivedEvent Varied(int seq) => Event(seq, card => card with
    {
        Capture = card.Capture with { Utc = Start.AddMinutes(17 * seq - 700) },
        Frame = card.Frame with { Camera = seq % 3 == 0 ? "rear" : "front" },
        Model = card.Model with { Version = seq > 40 ? "2.0" : "1.0" },
        Flags = [card.Flags[0] with { Rule = seq % 2 == 0 ? "appears" : "low-margin" }],
        Regions = seq % 5 == 0 ? [] : card.Regions,
        Explanations = seq % 7 == 0 ? [] : [new() { Status = (ExplanationStatus)(seq % 5), Shares = new() { Inside = 0.25f, Boundary = 0.25f, Context = seq / 128f } }],
    });

    private static ArchivedEvent Heat(long seq, ExplanationStatus status, ArchivedBlob map, DateTimeOffset? captured = null, IReadOnlyList<RegionInfo>? regions = null) => Event(seq, card => card with
    {
        Capture = card.Capture with { Utc = captured ?? Start },
        Regions = regions ?? card.Regions,
        Explanations = [new() { Status = status, Heat = map.Part.Sha256 }],
    });

    private static FleetVerdict Verdict(string id, ArchivedEvent about, string verdict, int minute, string? takesBack = null) =>
        new() { VerdictId = id, EventId = about.Row.EventId, Utc = Start.AddMinutes(minute), User = "ann", Verdict = verdict, Shown = [], TakesBack = takesBack };

    private static bool Fits(FleetEvent row, FigureFilter filter) => (filter.Site ?? row.Site) == row.Site && (filter.Device ?? row.Device) == row.Device
        && (filter.Camera ?? row.Camera) == row.Camera && (filter.Class ?? row.Class) == row.Class && (filter.ModelVersion ?? row.ModelVersion) == row.ModelVersion;

    private static FlagFigures Total(IEnumerable<FigureRow> rows) => rows.Aggregate(default(FlagFigures), (sum, row) => sum + row.Figures);

    private static Task<IReadOnlyList<FigureRow>> CapturedAsync(IFleetStore store) =>
        Figures(store).FiguresAsync(new(FigureStep.Day, DateTimeOffset.UnixEpoch, Start.AddYears(1)), Cancellation);

    private static async Task<(long Confirmed, long Dismissed, long WrongClass)> JudgedAsync(IFleetStore store)
    {
        await store.TidyAsync(Cancellation);
        var total = Total(await CapturedAsync(store));
        return (total.Confirmed, total.Dismissed, total.WrongClass);
    }
}
