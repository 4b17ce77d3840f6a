using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.EdgeHost.Cli;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>The pictures of a study: from a list of labelled pictures, or from whatever 'segment' reads.</summary>
internal static class StudyPictures
{
    // Frames after which the simulated camera sees nothing any more of what it saw.
    private const int OtherGround = 97;

    /// <param name="data">A list (.txt), a folder, a video, a picture, or <c>simulated[:SEED]</c>.</param>
    /// <param name="count">Spread over the data where its length is known, else each over new ground. A larger study of the same data has all pictures of a smaller one.</param>
    /// <returns>Name and picture; each valid until the next.</returns>
    public static IEnumerable<(string Name, Mat Picture)> Read(string data, int count, CancellationToken stopping)
    {
        if (data.EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
        {
            var pairs = LabelledPictures.Read(new FileInfo(data), null, 0);
            // Two folders may each have a 000001.png.
            var shared = pairs.GroupBy(p => Path.GetFileName(p.Picture)).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
            var folder = Path.GetDirectoryName(Path.GetFullPath(data))!;
            foreach (var i in Spread(pairs.Count, count))
            {
                using var picture = Cv2.ImRead(pairs[i].Picture, ImreadModes.Color);
                var name = Path.GetFileName(pairs[i].Picture);
                yield return (shared.Contains(name) ? Path.GetRelativePath(folder, pairs[i].Picture) : name, picture);
            }
            yield break;
        }
        using var source = Sources.Open(new CameraOptions { Source = data }, live: false, frames: 0);
        var wanted = source.Length is { } length ? Spread((int)length, count).ToHashSet() : [.. Enumerable.Range(0, count).Select(i => i * OtherGround)];
        var pool = new FramePool(1, source.Size);
        for (var number = 0; number <= wanted.Max(); number++)
        {
            pool.TryRent(out var frame);
            using (frame)
            {
                var outcome = source.Read(frame, stopping);
                if (outcome == ReadOutcome.End) yield break;
                if (outcome == ReadOutcome.Picture && wanted.Contains(number)) yield return ($"{source.Name}#{number}", frame.Picture);
            }
        }
    }

    /// <summary>Films without a gap; only a video or the simulated camera has any.</summary>
    /// <param name="count">Of a video spread as <see cref="Read"/> does; of the simulated camera each over new ground.</param>
    /// <returns>Name and frames; each valid until the next.</returns>
    public static IEnumerable<(string Name, IReadOnlyList<Mat> Frames)> Clips(string data, int count, int frames, CancellationToken stopping)
    {
        if (data.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)) yield break;
        using var source = Sources.Open(new CameraOptions { Source = data }, live: false, frames: 0);
        if (source is ImageFolderSource) yield break;
        long[] starts = source.Length is { } length
            ? [.. Spread((int)(length / frames), count).Select(i => (long)i * frames).Order()]
            : [.. Enumerable.Range(0, count).Select(i => (long)i * Math.Max(frames, OtherGround))];
        var pool = new FramePool(1, source.Size);
        var clip = new List<Mat>();
        try
        {
            for (long number = 0, next = 0; next < starts.Length; number++)
            {
                pool.TryRent(out var frame);
                using (frame)
                {
                    var outcome = source.Read(frame, stopping);
                    if (outcome == ReadOutcome.End) yield break;
                    if (number < starts[next]) continue;
                    if (outcome == ReadOutcome.Picture) clip.Add(frame.Picture.Clone());
                }
                if (number < starts[next] + frames - 1) continue;
                if (clip.Count == frames) yield return ($"{source.Name}#{starts[next]}", clip);
                next++;
                Clear(clip);
            }
        }
        finally
        {
            Clear(clip);
        }
    }

    private static void Clear(List<Mat> clip)
    {
        foreach (var frame in clip) frame.Dispose();
        clip.Clear();
    }

    /// <summary>As many different indices below <paramref name="length"/>, the first spread nearly evenly however many are taken (van der Corput, 1935).</summary>
    internal static IEnumerable<int> Spread(int length, int count) =>
        Enumerable.Range(0, int.MaxValue).Select(n => (int)(Reversed((uint)n) * (double)length)).Distinct().Take(Math.Min(count, length));

    // The bits of n behind the binary point, the lowest first: 0, 1/2, 1/4, 3/4, 1/8, ...
    private static double Reversed(uint n)
    {
        double value = 0;
        for (var half = 0.5; n > 0; n >>= 1, half /= 2) value += (n & 1) * half;
        return value;
    }
}
