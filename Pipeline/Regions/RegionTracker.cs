using OpenCvSharp;

namespace SegEdge.Pipeline.Regions;

/// <summary>Gives regions an identity over time: greedy matching of boxes by overlap within a class, the surest pairs first.</summary>
/// <remarks>The matching of SORT (Bewley et al., arXiv:1602.00763) without its Kalman filter: at camera rate a region overlaps itself.</remarks>
/// <param name="numbers">Where tracks get theirs: no two of a device have the same, though a new model brings a new tracker.</param>
internal sealed class RegionTracker(RegionOptions options, TrackNumbers? numbers = null)
{
    private readonly List<Track> _tracks = [];
    private readonly TrackNumbers _numbers = numbers ?? new TrackNumbers();

    /// <returns>The same regions, each with its track.</returns>
    public IReadOnlyList<Region> Follow(long frame, IReadOnlyList<Region> regions)
    {
        var pairs = new List<(float Iou, int Region, Track Track)>();
        for (var i = 0; i < regions.Count; i++)
            foreach (var track in _tracks)
                if (track.Head == regions[i].Head && track.Class == regions[i].Class && Iou(track.Box, regions[i].Box) is var iou
                    && iou >= options.SameFromIou)
                    pairs.Add((iou, i, track));
        pairs.Sort((a, b) => b.Iou.CompareTo(a.Iou));

        var tracked = new Region?[regions.Count];
        foreach (var (_, i, track) in pairs)
        {
            if (tracked[i] is not null || track.LastFrame == frame) continue;
            tracked[i] = Continue(track, regions[i], frame);
        }
        for (var i = 0; i < tracked.Length; i++) tracked[i] ??= Begin(regions[i], frame);
        _tracks.RemoveAll(t => frame - t.LastFrame > options.ForgetAfterFrames);
        return tracked!;
    }

    private static Region Continue(Track track, Region region, long frame)
    {
        track.Box = region.Box;
        track.LastFrame = frame;
        return region with { Track = track.Id };
    }

    private Region Begin(Region region, long frame)
    {
        var track = new Track(_numbers.Next(), region.Head, region.Class) { Box = region.Box, LastFrame = frame };
        _tracks.Add(track);
        return region with { Track = track.Id };
    }

    private static float Iou(Rect a, Rect b)
    {
        var both = a.Intersect(b);
        double shared = (double)both.Width * both.Height;
        return (float)(shared / (((double)a.Width * a.Height) + ((double)b.Width * b.Height) - shared));
    }

    private sealed record Track(int Id, int Head, int Class)
    {
        public Rect Box { get; set; }

        public long LastFrame { get; set; }
    }
}
