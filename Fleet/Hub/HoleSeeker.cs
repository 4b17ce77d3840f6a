using Microsoft.Extensions.Logging;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Hub;

/// <summary>Asks devices for numbers that neither arrived nor were named, with growing pauses, and at last counts them as unanswered.</summary>
internal sealed class HoleSeeker(IFleetStore store, HubOptions options, Courier courier, DevicePresence presence, HubCounters counters, TimeProvider time, ILogger log)
{
    // In one go; each is a commit of its own, and what arrives is committed between them.
    private const int MostHoles = 2000;

    // Of one device, of which one command names at most MostRanges; some of them are not due.
    private const int MostOfDevice = 500;

    // Of one command; a device takes 256 ranges, but they must fit 8 kB.
    private const int MostRanges = 100;

    public async Task SeekAsync(HubLink link, CancellationToken cancellation)
    {
        foreach (var hole in (await store.HolesAsync(MostHoles, cancellation).ConfigureAwait(false)).Where(hole => hole.Asks >= options.MostAsks && IsDue(hole)))
        {
            await store.GiveUpAsync(hole, cancellation).ConfigureAwait(false);
            counters.CountUnanswered();
            HubLog.GaveUp(log, $"{hole.Key.Site}/{hole.Key.Device}", hole.From, hole.To, WireNames.NameOf(hole.Key.Stream), hole.Key.Epoch, hole.Asks);
        }

        // A device that is away would not hear, and would be counted as not answering. However many holes it has, they stand in nobody else's way.
        var left = MostHoles;
        foreach (var (site, device) in (await store.IncompleteDevicesAsync(cancellation).ConfigureAwait(false)).Where(one => presence.IsThere(one.Site, one.Device)))
            foreach (var same in (await store.HolesAsync(site, device, MostOfDevice, cancellation).ConfigureAwait(false)).Where(hole => hole.Asks < options.MostAsks && IsDue(hole)).GroupBy(hole => hole.Key.Epoch))
            {
                SequenceHole[] some = [.. same.Take(Math.Min(MostRanges, left))];
                if (some.Length == 0) return;
                await AskAsync(link, site, device, same.Key, some, cancellation).ConfigureAwait(false);
                left -= some.Length;
            }
    }

    private async Task AskAsync(HubLink link, string site, string device, string epoch, SequenceHole[] holes, CancellationToken cancellation)
    {
        var (room, asked) = (ResendOutcome.MostNumbers, new List<(StreamKind Stream, SeqRange Range)>());
        foreach (var hole in holes)
        {
            if (room == 0) break;
            if (!await store.AskedAsync(hole, cancellation).ConfigureAwait(false)) continue; // another worker does
            // Of a long hole only the beginning: what came of it is no hole any more when it is due again.
            var numbers = Math.Min(room, hole.To - hole.From + 1);
            asked.Add((hole.Key.Stream, new(hole.From, hole.From + numbers - 1)));
            room -= numbers;
        }

        if (asked.Count == 0) return;
        var arguments = new ResendArguments { Epoch = epoch, Events = Of(StreamKind.Event), Gaps = Of(StreamKind.Gap), Audits = Of(StreamKind.Audit), Blobs = Of(StreamKind.Blob) };
        if (!await courier.SendAsync(link, site, device, CommandName.Resend, arguments, TelemetryJson.Default.ResendArguments, cancellation).ConfigureAwait(false)) return;
        counters.CountAsk();
        HubLog.Asked(log, $"{site}/{device}", ResendOutcome.MostNumbers - room, epoch);

        List<SeqRange>? Of(StreamKind stream) => asked.Where(one => one.Stream == stream).Select(one => one.Range).ToList() is { Count: > 0 } ranges ? ranges : null;
    }

    private bool IsDue(SequenceHole hole)
    {
        var now = time.GetUtcNow();
        return hole.AskedUtc is { } asked ? now - asked >= TimeSpan.FromMinutes(Math.Pow(4, Math.Min(hole.Asks - 1, 6))) : now - hole.SeenUtc >= options.HolePatience;
    }
}
