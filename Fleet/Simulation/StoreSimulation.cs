using System.Text.Json;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>A hub's store as a simulated fleet would have filled it: events with their blobs, verdicts, gaps, last words. For pages that show it, and for how fast they are.</summary>
public static class StoreSimulation
{
    private const int InBatch = 1000, BatchesPerTidy = 20;

    /// <summary>Events per one that is lost and named in a gap.</summary>
    private const int EventsPerLoss = 100;

    /// <param name="report">Told the number of events kept.</param>
    /// <returns>Events kept.</returns>
    public static async Task<long> WriteAsync(
        SimulatedFleetOptions options, IFleetStore store, SimulatedPictures pictures, DateTimeOffset start, int hours, Action<long>? report = null, CancellationToken stopping = default)
    {
        var fleet = new SimulatedFleet(options);
        long done = 0, batches = 0;
        foreach (var (device, index) in fleet.Devices.Select((device, index) => (device, index)))
        {
            var writer = new SimulatedRecords(device, options, pictures);
            foreach (var flags in fleet.FlagsOf(device, start, hours).Chunk(InBatch))
            {
                await WriteAsync(store, writer, flags, stopping).ConfigureAwait(false);
                done += flags.Length;
                report?.Invoke(done);
                if (++batches % BatchesPerTidy == 0) await store.TidyAsync(stopping).ConfigureAwait(false);
            }

            await store.AppendAsync(writer.LastWords(index, start.AddHours(hours)), stopping).ConfigureAwait(false);
            await store.TidyAsync(stopping).ConfigureAwait(false);
        }

        return done;
    }

    private static async Task WriteAsync(IFleetStore store, SimulatedRecords writer, SimulatedFlag[] flags, CancellationToken stopping)
    {
        List<(ArchivedEvent Event, SimulatedFlag Flag)> kept = [];
        List<ArchivedBlob> blobs = [];
        foreach (var flag in flags)
        {
            if (writer.Loses(EventsPerLoss)) continue;
            var (card, attached) = writer.Event(flag);
            kept.Add((new(FleetEvent.Of(card, flag.Utc.AddSeconds(1)), JsonSerializer.SerializeToUtf8Bytes(card, TelemetryJson.Default.EventMessage), [.. attached.Select(blob => blob.Sha256)]), flag));
            blobs.AddRange(attached.Select(blob => new ArchivedBlob(card.Site, card.Device, card.Epoch, blob.ContentType, new BlobPart(card.EventId, blob.Sha256, 1, 1, 0, blob.Body), flag.Utc.AddSeconds(2))));
        }

        await store.AppendAsync(new() { Events = [.. kept.Select(one => one.Event)], Blobs = [.. blobs.DistinctBy(blob => blob.Part.Sha256)], Gaps = writer.Gaps(flags[^1].Utc) }, stopping).ConfigureAwait(false);
        foreach (var (one, flag) in kept)
            if (flag.Verdict is { } verdict) await store.AddVerdictAsync(Verdict(one.Row, flag, verdict), stopping).ConfigureAwait(false);
    }

    private static FleetVerdict Verdict(FleetEvent row, SimulatedFlag flag, ReviewVerdict verdict) => new()
    {
        VerdictId = Ulid.NewUlid().ToString(),
        EventId = row.EventId,
        Utc = flag.Utc.AddHours(1),
        User = "operator-1",
        Verdict = WireNames.NameOf(verdict),
        Reason = verdict == ReviewVerdict.Dismiss ? (flag.Camera.HasMud ? "lens" : "nothing there") : null,
        Shown = ["mask", "heat"],
    };
}
