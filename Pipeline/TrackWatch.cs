using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>Which regions an idle lane should learn about, since flags are likely to ask: tracks that were asked about, the latest first; then the largest
/// region of a class that was asked about; then the least certain. Among these it is the turn of who has waited longest. One thread owns it.</summary>
internal sealed class TrackWatch(int most)
{
    private readonly Dictionary<int, long> _asked = [], _learned = []; // frames, by track
    private readonly Dictionary<(int Head, int Class), long> _askedClasses = [];

    /// <summary>Tracks kept: what bounds its memory.</summary>
    internal int Known => _asked.Count + _learned.Count;

    public void Asked(Region region, long frame) => (_asked[region.Track], _askedClasses[(region.Head, region.Class)]) = (frame, frame);

    /// <param name="regions">Of the frame, tracked.</param>
    /// <returns>Null when there are none.</returns>
    public Region? Next(IReadOnlyList<Region> regions, long frame)
    {
        Forget(_asked, regions);
        Forget(_learned, regions);
        var next = regions
            .OrderByDescending(r => _asked.GetValueOrDefault(r.Track, long.MinValue))
            .ThenByDescending(r => IsLargest(r, regions) ? _askedClasses.GetValueOrDefault((r.Head, r.Class), long.MinValue) : long.MinValue)
            .ThenBy(r => r.Margin ?? float.PositiveInfinity)
            .Take(most).Cast<Region?>()
            .MinBy(r => _learned.GetValueOrDefault(r!.Value.Track, long.MinValue));
        if (next is { } region) _learned[region.Track] = frame;
        return next;
    }

    private static bool IsLargest(Region region, IReadOnlyList<Region> regions) =>
        regions.All(r => r.Head != region.Head || r.Class != region.Class || r.AreaPx <= region.AreaPx);

    // A track that is gone for one frame loses its place, not what was learned.
    private static void Forget(Dictionary<int, long> frames, IReadOnlyList<Region> regions)
    {
        if (frames.Count > 64)
            foreach (var track in frames.Keys.Except(regions.Select(r => r.Track)).ToList()) frames.Remove(track);
    }
}
