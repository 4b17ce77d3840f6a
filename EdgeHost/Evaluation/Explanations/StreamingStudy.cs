using System.Globalization;
using OpenCvSharp;
using SegEdge.EdgeHost.Evaluation.Motion;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>Explanations that live from frame to frame, held against fresh ones, at several ages. Every way gets the same frames, questions and
/// references; each map is judged on the frame it is shown with.</summary>
/// <remarks>Ways: <c>streamed</c>, one coalition a frame, <c>streamed-still</c> without the warp, <c>streamed/F</c> with another share F kept from frame to frame; <c>streamed-selected</c>, what
/// a flag is answered with: the same gradients through the selection, local occlusion and probes on the flag's frame (42 passes; sixteen fresh gradients are 48); <c>fresh-8</c>, <c>fresh-16</c>; <c>warped-once</c>: sixteen
/// coalitions of the first frame, only moved since (IncX, arXiv:2408.11963); <c>cam-average</c>: moving average of Seg-Grad-CAM maps. Coalitions are drawn anew for every still;
/// streamed and fresh maps of a still have the same draws, so that the luck of a draw is in both.</remarks>
internal sealed class StreamingStudy(ModelPackage package, IReadOnlyList<TargetRequest> targets, StudyOptions options)
{
    /// <summary>Frames after the first at which maps are judged. A cut falls on frame 17 of 34.</summary>
    private static readonly int[] Ages = [2, 8, 16, 24, 33];

    public const int Frames = 34;

    // Two curves of ten steps take 18 passes: a study of motions has hundreds of maps for each still.
    private const int Steps = 10;

    private static readonly StreamingOptions Standard = new();
    private static readonly SelectedCoalitionGradients Selected = (SelectedCoalitionGradients)ExplainerSet.Find(ExplainerSet.Standard);

    /// <summary>The standard, and what it becomes without the warp, and with a shorter or longer memory.</summary>
    private static readonly (string Way, StreamingOptions Options, bool Moves)[] Streams =
    [
        ("streamed", Standard, true), ("streamed-still", Standard, false),
        ("streamed/0.8", Standard with { Forget = 0.8 }, true), ("streamed/0.97", Standard with { Forget = 0.97 }, true),
    ];

    private static readonly string[] Names = [.. Streams.Select(s => s.Way), "streamed-selected", "fresh-8", "fresh-16", "warped-once", "cam-average"];

    /// <summary>Maps of one question about one sequence.</summary>
    private static readonly int PerSequence = Ages.Length * Names.Length;

    public static long MapsOf(int stills, int clips, int targets) => ((long)stills * Enum.GetValues<MotionKind>().Length + clips) * targets * PerSequence;

    /// <summary>What could not be asked, and why.</summary>
    public List<string> Left { get; } = [];

    /// <param name="clips">Real or simulated films of <see cref="Frames"/> frames.</param>
    /// <param name="report">Told the number of maps done.</param>
    public void Run(
        IReadOnlyList<(string Name, Mat Picture)> stills, IEnumerable<(string Name, IReadOnlyList<Mat> Frames)> clips, StudyLog log, Action<long> report, CancellationToken stopping)
    {
        long done = 0;
        var input = package.Manifest.Input;
        using var lane = new ExplanationLane(package, options.Runtime, new ExplainOptions { Cells = options.Cells, Reference = options.Reference }, TimeProvider.System);
        for (var s = 0; s < stills.Count; s++)
            foreach (var kind in Enum.GetValues<MotionKind>())
                foreach (var request in targets)
                {
                    var other = kind == MotionKind.Cut ? stills[(s + 1) % stills.Count].Picture : null;
                    using var sequence = new MotionSequence(kind, new MotionSettings { Width = input.Width, Height = input.Height, Frames = Frames, Seed = s }, stills[s].Picture, other);
                    Run(lane, FramesOf(sequence), $"{stills[s].Name}|{kind.ToString().ToLowerInvariant()}", request, 2 * s, log, stopping);
                    report(done += PerSequence);
                }
        foreach (var (c, (name, frames)) in clips.Index())
            foreach (var request in targets)
            {
                Run(lane, frames, $"{name}|clip", request, 2 * c, log, stopping);
                report(done += PerSequence);
            }
    }

    // Each is valid until the next.
    private static IEnumerable<Mat> FramesOf(MotionSequence sequence)
    {
        var pixels = new byte[sequence.Size.Pixels * 3];
        using var picture = Mat.FromPixelData(sequence.Size.Height, sequence.Size.Width, MatType.CV_8UC3, pixels);
        for (var t = 0; t < sequence.Length; t++)
        {
            sequence.Render(t, pixels);
            yield return picture;
        }
    }

    private void Run(ExplanationLane lane, IEnumerable<Mat> frames, string name, TargetRequest request, long seed, StudyLog log, CancellationToken stopping)
    {
        StudyMap Key(int age, string way) => new(package.Manifest.Name, string.Create(CultureInfo.InvariantCulture, $"{name}#{age}"), request.ToString(), 0, way);
        if (Ages.All(age => Names.All(way => log.Has(Key(age, way))))) return;

        using var motions = new MotionEstimator();
        StreamingCache[] caches = [.. Streams.Select(s => new StreamingCache(s.Options))];
        float[]? once = null, cams = null;
        CellMotion? sinceOnce = null;
        var camWeight = 0.0;
        var followed = new FollowedRegion(request);
        string? reference = null; // gradients towards different references are no samples of one mean
        var (anew, track) = (0, 0); // frame at which the streamed map last began
        foreach (var (t, picture) in frames.Index())
        {
            stopping.ThrowIfCancellationRequested();
            PerturbedRegion region;
            CellGrid grid;
            try
            {
                (region, var taken, grid) = lane.Aim(picture, followed.Resolve, stopping, reference);
                if (reference is not null && (followed.Track != track || HasNoContrast(region)))
                {
                    (region, taken, grid) = lane.Aim(picture, followed.Resolve, stopping);
                    foreach (var cache in caches) cache.Drop(track);
                }
                reference = taken;
            }
            catch (ExplainException e)
            {
                Left.Add($"{name}, frame {t}, {request}: {e.Message}");
                return;
            }
            if (HasNoContrast(region))
            {
                Left.Add(string.Create(CultureInfo.InvariantCulture, $"{name}, frame {t}, {request}: no contrast, v(1) - v(0) = {region.Contrast:0.00}"));
                return;
            }
            var budget = new ExplainBudget(int.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System, null, stopping);
            var motion = motions.Follow(picture, grid.Cells);
            var still = motion is null ? null : CellMotion.None(grid.Cells) with { Unexplained = motion.Unexplained };
            var streamed = new StreamedMap[caches.Length];
            for (var c = 0; c < caches.Length; c++)
            {
                caches[c].Advance(Streams[c].Moves ? motion : still, t);
                streamed[c] = caches[c].Of(followed.Track, region.Target, grid, seed, t);
            }
            if (streamed[0].Sums.Count == 0) anew = t;
            if (followed.Track != track) (track, once, cams) = (followed.Track, null, null);
            foreach (var map in streamed) map.TryAdd(region, budget, new FrameTime(t, TimeSpan.Zero));
            if (once is null) (once, sinceOnce) = (Fresh(16, region, grid, seed, budget), null);
            else if (motion is not null) sinceOnce = sinceOnce is null ? motion : motion.After(sinceOnce);
            if (cams is null) (cams, camWeight) = (new float[grid.Count], 0);
            camWeight = (camWeight * Standard.Forget) + 1;
            var cam = ExplainerSet.Find("seg-grad-cam").Explain(region, grid, 0, budget).Cells!;
            for (var i = 0; i < cams.Length; i++) cams[i] += (float)((cam[i] - cams[i]) / camWeight);
            if (!Ages.Contains(t)) continue;

            (string Way, Func<float[]> Map)[] ways =
            [
                .. streamed.Select((map, c) => (Streams[c].Way, (Func<float[]>)(() => map.Sums.Posterior(LocalEvidence.Of(region, grid))))),
                ("streamed-selected", () => Selected.Explain(region, grid, streamed[0].Sums, new FrameTime(t, TimeSpan.Zero), seed, budget, times: 0).Cells!),
                ("fresh-8", () => Fresh(8, region, grid, seed, budget)), ("fresh-16", () => Fresh(16, region, grid, seed, budget)),
                ("warped-once", () => sinceOnce is null ? once : Array.ConvertAll(sinceOnce.Resample(Array.ConvertAll(once, v => (double)v)), v => (float)v)), ("cam-average", () => cams),
            ];
            foreach (var (way, map) in ways)
                if (!log.Has(Key(t, way)))
                    log.Add(Key(t, way), [("age", t), ("since-start", t - anew), ("unexplained", motion?.Unexplained ?? 0), ("gap", Gap(region, grid, map(), budget))]);
        }
    }

    private static bool HasNoContrast(PerturbedRegion region) => region.Contrast < ExplainOptions.DefaultContrast(region.Target.Output.Kind);

    private static float[] Fresh(int coalitions, PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget) =>
        new CoalitionGradients("fresh", CoalitionGradients.Mixture, coalitions, prior: true).Explain(region, grid, seed, budget).Cells!;

    private static double Gap(PerturbedRegion region, CellGrid grid, float[] cells, ExplainBudget budget) =>
        new InsertionCurve(Steps).Measure(region, grid, cells, budget)!.Value!.Value - new DeletionCurve(Steps).Measure(region, grid, cells, budget)!.Value!.Value;
}
