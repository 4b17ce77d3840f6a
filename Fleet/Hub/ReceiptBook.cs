using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Hub;

/// <summary>What was committed and not yet said. In memory only: a device that hears nothing sends again, and what comes again is entered again. Thread-safe.</summary>
internal sealed class ReceiptBook
{
    // Of one receipt, so that its JWS stays under 8 kB: 40 hashes take 2.7 kB, 100 ranges of long numbers 2.6 kB. A device takes 64 and 256.
    internal const int MostBlobs = 40, MostRanges = 100;

    // Of a fleet to which no word gets through; what is beyond comes again.
    private const int MostOpen = 500_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Site, string Device, string Epoch), Open> _open = [];
    private int _count;

    /// <summary>Everything of a batch that was committed.</summary>
    public void Enter(FleetBatch batch, IReadOnlyList<KeptBlob> blobs)
    {
        lock (_gate)
        {
            foreach (var one in batch.Events) Add(one.Row.Site, one.Row.Device, one.Row.Epoch)?.Events.Add(one.Row.Seq);
            foreach (var one in batch.Gaps) Add(one.Site, one.Device, one.Gap.Epoch)?.Gaps.Add(one.Gap.Seq);
            foreach (var one in batch.Audits) Add(one.Site, one.Device, one.Record.Epoch)?.Audits.Add(one.Record.Seq);
            foreach (var one in blobs) Add(one.Site, one.Device, one.Epoch)?.Blobs.Add(one.Sha256);
        }
    }

    /// <summary>One receipt for each device for which something is open; what does not fit stays.</summary>
    public IReadOnlyList<(string Site, string Device, ArchiveReceipt Receipt)> Take()
    {
        lock (_gate)
        {
            var receipts = new List<(string, string, ArchiveReceipt)>(_open.Count);
            foreach (var (key, open) in _open.ToArray())
            {
                var before = open.Count;
                receipts.Add((key.Site, key.Device, open.Take(key.Epoch)));
                _count -= before - open.Count;
                if (open.Count == 0) _open.Remove(key);
            }

            return receipts;
        }
    }

    private Open? Add(string site, string device, string epoch)
    {
        if (_count >= MostOpen) return null;
        _count++;
        if (!_open.TryGetValue((site, device, epoch), out var open)) _open.Add((site, device, epoch), open = new());
        return open;
    }

    private sealed class Open
    {
        public List<long> Events { get; } = [];

        public List<long> Gaps { get; } = [];

        public List<long> Audits { get; } = [];

        public List<string> Blobs { get; } = [];

        public int Count => Events.Count + Gaps.Count + Audits.Count + Blobs.Count;

        public ArchiveReceipt Take(string epoch)
        {
            var blobs = Blobs.Take(MostBlobs).ToArray();
            Blobs.RemoveRange(0, blobs.Length);
            var room = MostRanges;
            return new() { Epoch = epoch, Gaps = Some(Gaps, ref room), Audits = Some(Audits, ref room), Events = Some(Events, ref room), Blobs = blobs.Length > 0 ? blobs : null };
        }

        private static List<SeqRange>? Some(List<long> numbers, ref int room)
        {
            if (numbers.Count == 0 || room == 0) return null;
            var ranges = NumberRanges.Of(numbers);
            if (ranges.Count > room) ranges.RemoveRange(room, ranges.Count - room);
            room -= ranges.Count;
            var last = ranges[^1].To!.Value;
            numbers.RemoveAll(number => number <= last);
            return ranges;
        }
    }
}
