using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Shortcut;

/// <summary>Weeds of a drive's last frame explained as a device lives it: the region is followed, and each frame adds coalition gradients to what is kept of those
/// before.</summary>
internal sealed class StreamedWeeds(WeedQuestions asker, ShortcutDrive drive)
{
    private SeenWeeds[]? _seen;
    private CellMotion?[]? _motions;

    /// <param name="last">In the last frame.</param>
    /// <param name="gradients">Coalition gradients a frame.</param>
    /// <param name="seed">Of the coalitions.</param>
    /// <returns>The map [rows, columns] of the last frame, and the frames that the region was in view.</returns>
    public (float[] Map, int Frames) Explain(RegionMask last, CellCount cells, int gradients, long seed)
    {
        var (trace, motions) = (Trace(last), _motions ??= Motions(cells));
        var cache = new StreamingCache(new StreamingOptions());
        float[] map = [];
        string? reference = null; // gradients towards different ones are no samples of one mean
        for (var (t, i) = (drive.Frames.Count - trace.Count, 0); i < trace.Count; t++, i++)
        {
            cache.Advance(motions[t], t);
            var (region, taken, grid) = asker.Aim(drive.Frames[t], trace[i], reference);
            if (reference is not null && region.Contrast < ExplainOptions.DefaultContrast(region.Target.Output.Kind))
            {
                (region, taken, grid) = asker.Aim(drive.Frames[t], trace[i]);
                cache.Drop(1);
            }
            reference = taken;
            var kept = cache.Of(1, region.Target, grid, seed, t);
            kept.TryAdd(region, asker.Unlimited, new FrameTime(t, TimeSpan.Zero), gradients);
            map = kept.ToArray();
        }
        return (map, trace.Count);
    }

    /// <summary>The same weed in the frames that end with the last, the oldest first; as far back as it is seen without a gap.</summary>
    private List<RegionMask> Trace(RegionMask last)
    {
        _seen ??= [.. drive.Frames.Select(asker.See)];
        var trace = new List<RegionMask> { last };
        for (var t = drive.Frames.Count - 2; t >= 0 && _seen[t].Under(trace[^1]) is { } before; t--) trace.Add(before);
        trace.Reverse();
        return trace;
    }

    private CellMotion?[] Motions(CellCount cells)
    {
        using var estimator = new MotionEstimator();
        return [.. drive.Frames.Select(f => estimator.Follow(f, cells))];
    }
}
