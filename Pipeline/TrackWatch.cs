using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>Which regions an idle lane should learn about: those that flags asked about, the latest first, then the least certain, which flags are
/// likely to ask about next. Among these it is the turn of who has waited longest. One thread owns it.</summary>
internal sealed class TrackWatch(int most)
{
    private readonly Dictionary<int, long> _asked = [], _learned = [];

    /// <summary>Entries kept: what bounds its memory.</summary>
    internal int Known => _asked.Count + _learned.Count;

    public void Asked(int track, long frame) => _asked[track] = frame;

    /// <param name="regions">Of the frame, tracked.</param>
    /// <returns>Null when there are none.</returns>
    public Region? Next(IReadOnlyList<Region> regions, long frame)
    {
        Forget(_asked, regions);
        Forget(_learned, regions);
        var next = regions
            .OrderByDescending(r => _asked.GetValueOrDefault(r.Track, long.MinValue))
            .ThenBy(r => r.Margin ?? float.PositiveInfinity)
            .Take(most)
            .MinBy(r => _learned.GetValueOrDefault(r.Track, long.MinValue));
        if (next is not null) _learned[next.Track] = frame;
        return next;
    }

    // A track that is gone for one frame loses its place, not what was learned.
    private static void Forget(Dictionary<int, long> frames, IReadOnlyList<Region> regions)
    {
        if (frames.Count > 64)
            foreach (var track in frames.Keys.Except(regions.Select(r => r.Track)).ToList()) frames.Remove(track);
    }
}
