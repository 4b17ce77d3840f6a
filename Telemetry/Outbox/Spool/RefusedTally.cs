using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Appends that were turned away and stand in no gap yet.</summary>
internal sealed class RefusedTally
{
    private readonly List<(string EventId, long UtcMs)> _named = [];

    public long Count { get; private set; }

    public string? Because { get; private set; }

    public IReadOnlyList<(string EventId, long UtcMs)> Named => _named;

    public void Add(OutboxEntry entry, long utcMs, string because)
    {
        Count++;
        Because = because;
        if (_named.Count < GapMessage.MostIds) _named.Add((entry.Draft.EventId, utcMs));
    }

    /// <summary>Forgets what was added since there were that many.</summary>
    public void BackTo(long count)
    {
        Count = count;
        if (_named.Count > count) _named.RemoveRange((int)count, _named.Count - (int)count);
    }

    public void Clear() => BackTo(0);
}
