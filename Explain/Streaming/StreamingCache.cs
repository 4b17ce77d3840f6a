namespace SegEdge.Explain;

/// <summary>The coalition gradients of earlier frames for each region track. Each frame notes how the scene moved and lets them fade; one
/// more coalition keeps their mean fresh. A cut, a lost track or another class starts anew. One thread owns it.</summary>
/// <remarks>The estimate of docs/method.md, Streaming: each gradient weighs f to the power of its age and is fetched along the whole way since.</remarks>
public sealed class StreamingCache(StreamingOptions options)
{
    private readonly Dictionary<int, StreamedMap> _tracks = [];

    public IReadOnlyCollection<int> Tracks => _tracks.Keys;

    /// <summary>Once a frame, before any <see cref="Of"/>.</summary>
    /// <param name="motion">From the frame before to this one; null when there is none: nothing that is kept lies where it was.</param>
    /// <param name="frame">Ascending number.</param>
    public void Advance(CellMotion? motion, long frame)
    {
        if (motion is null || motion.Unexplained > options.CutAbove)
        {
            _tracks.Clear();
            return;
        }
        foreach (var (track, map) in _tracks)
        {
            if (map.Cells != motion.Cells || frame - map.LastFrame > options.LostAfterFrames) _tracks.Remove(track);
            else map.Sums.Advance(motion, options.Forget);
        }
    }

    /// <summary>Forgets a track: what it knew proved to be of no use.</summary>
    public void Drop(int track) => _tracks.Remove(track);

    /// <summary>What is known of a track; made if there is nothing, or if it was about another question.</summary>
    public StreamedMap Of(int track, Target target, CellGrid grid, long seed, long frame)
    {
        if (!_tracks.TryGetValue(track, out var map) || map.Head != target.OutputIndex || map.Class != target.ClassIndex || map.Foil != target.FoilIndex || map.Cells != grid.Cells)
            _tracks[track] = map = new StreamedMap(target, grid, seed, frame);
        map.LastFrame = frame;
        return map;
    }
}
