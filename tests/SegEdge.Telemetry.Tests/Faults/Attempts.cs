using SegEdge.Telemetry.Rig;
using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>The appends of a <see cref="Workload"/>, by number. Of entries only the ids stay; bodies are made again when they are asked for.</summary>
internal sealed class Attempts(Workload workload)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Attempt> _all = [];

    public IReadOnlyList<Attempt> All
    {
        get { lock (_gate) return [.. _all.Values]; }
    }

    /// <summary>The next one that nobody tried.</summary>
    public long Next
    {
        get { lock (_gate) return _all.Count == 0 ? 1 : _all.Keys.Last() + 1; }
    }

    public void Try(long number) => Try(number, workload.Entry);

    /// <param name="entries">Gives the same entry whenever it is asked.</param>
    public void Try(long number, Func<long, OutboxEntry> entries)
    {
        var entry = entries(number);
        var attempt = new Attempt(entry.Draft.EventId, entry.Priority, [.. entry.Blobs.Select(blob => blob.Sha256)],
            (epoch, seq, kept) => Workload.CardSha256(entries(number), epoch, seq, kept));
        lock (_gate) _all.Add(number, attempt);
    }

    public void Answer(long number, string? epoch, long? seq, int dropped)
    {
        lock (_gate)
        {
            var attempt = _all[number];
            if (seq is null) attempt.Refused = true;
            else attempt.Receipt = new(epoch!, seq.Value, attempt.Blobs.Count - dropped);
        }
    }

    /// <summary>Takes over what a rig wrote down before it was killed.</summary>
    public void Read(string journal)
    {
        foreach (var line in Journal.Read(journal).Select(JournalLine.Parse))
        {
            if (line.Tried) Try(line.Number);
            else Answer(line.Number, line.Epoch, line.Seq, line.BlobsDropped);
        }
    }
}
