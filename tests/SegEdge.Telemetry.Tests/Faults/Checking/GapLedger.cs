using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Faults.Checking;

/// <summary>All gaps that arrived, asked by what they name.</summary>
internal sealed class GapLedger
{
    private readonly ILookup<(StreamKind, string), GapMessage> _gaps;

    public GapLedger(IEnumerable<Arrival> arrivals)
    {
        All = [.. arrivals.OfType<GapArrival>().Select(arrival => arrival.Gap).DistinctBy(gap => (gap.Epoch, gap.Seq))];
        _gaps = All.ToLookup(gap => (gap.Stream, gap.LostEpoch ?? gap.Epoch));
    }

    public IReadOnlyList<GapMessage> All { get; }

    public bool Names(StreamKind stream, string epoch, long seq) => _gaps[(stream, epoch)].Any(gap => Covers(gap, seq));

    /// <summary>A gap that lists all of its blobs must list this one: another blob of the same event does not excuse it.</summary>
    public bool NamesBlob(string epoch, long seq, string sha256) => _gaps[(StreamKind.Blob, epoch)].Any(gap =>
        Covers(gap, seq) && (gap.Count == 0 || gap.Count > gap.Blobs.Count || gap.Blobs.Contains(sha256)));

    private static bool Covers(GapMessage gap, long seq) => gap.Ranges.Any(range => range.From <= seq && (range.To is null || seq <= range.To));
}
