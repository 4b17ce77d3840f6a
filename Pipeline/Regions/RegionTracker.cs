using OpenCvSharp;

namespace SegEdge.Pipeline.Regions;

/// <summary>Gives regions an identity over time: greedy matching of boxes by overlap within a class, the surest pairs first.</summary>
/// <remarks>The matching of SORT (Bewley et al., arXiv:1602.00763) without its Kalman filter: at camera rate a region overlaps itself.</remarks>
/// <param name="numbers">Where tracks get theirs: no two of a device have the same, though a new model brings a new tracker.</param>
internal sealed class RegionTracker(RegionOptions options, TrackNumbers? numbers = null)
{
    private readonly List<Track> _tracks = [];
    private readonly List<(float Iou, int Region, Track Track)> _pairs = [];
    private readonly TrackNumbers _numbers = numbers ?? new TrackNumbers();

    /// <summary>Gives each of a frame's regions its track.</summary>
    public void Follow(long frame, Span<Region> regions)
    {
        _pairs.Clear();
        for (var i = 0; i < regions.Length; i++)
            foreach (var track in _tracks)
                if (track.Head == regions[i].Head && track.Class == regions[i].Class && Iou(track.Box, regions[i].Box) is var iou
                    && iou >= options.SameFromIou)
                    _pairs.Add((iou, i, track));
        _pairs.Sort(static (a, b) => b.Iou.CompareTo(a.Iou));

        foreach (var (_, i, track) in _pairs)
            if (regions[i].Track == 0 && track.LastFrame != frame) regions[i] = Continue(track, regions[i], frame);
        foreach (ref var region in regions)
            if (region.Track == 0) region = Begin(region, frame);
        Forget(frame);
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

    private void Forget(long frame)
    {
        for (var i = _tracks.Count - 1; i >= 0; i--)
            if (frame - _tracks[i].LastFrame > options.ForgetAfterFrames) _tracks.RemoveAt(i);
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
