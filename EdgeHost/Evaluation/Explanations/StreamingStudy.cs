using System.Globalization;
using OpenCvSharp;
using SegEdge.EdgeHost.Evaluation.Motion;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>Explanations that live from frame to frame, held against fresh ones, at several ages. Every way gets the same frames, questions and
/// references; each map is judged on the frame it is shown with.</summary>
/// <remarks>Ways: <c>streamed</c> and <c>streamed-still</c> (without the warp), one coalition a frame; <c>fresh-8</c>, <c>fresh-16</c>; <c>warped-once</c>: sixteen
/// coalitions of the first frame, only moved since (IncX, arXiv:2408.11963); <c>cam-average</c>: moving average of Seg-Grad-CAM maps.</remarks>
internal sealed class StreamingStudy(ModelPackage package, IReadOnlyList<TargetRequest> targets, StudyOptions options)
{
    /// <summary>Frames after the first at which maps are judged. A cut falls on frame 17 of 34.</summary>
    private static readonly int[] Ages = [2, 8, 16, 24, 33];

    public const int Frames = 34;

    // Two curves of ten steps take 18 passes: a study of motions has hundreds of maps for each still.
    private const int Steps = 10;

    private static readonly string[] Names = ["streamed", "streamed-still", "fresh-8", "fresh-16", "warped-once", "cam-average"];

    /// <summary>Maps of one question about one sequence.</summary>
    private static readonly int PerSequence = Ages.Length * Names.Length;

    private readonly StreamingOptions _streaming = new();

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
                    Run(lane, FramesOf(sequence), $"{stills[s].Name}|{kind.ToString().ToLowerInvariant()}", request, log, stopping);
                    report(done += PerSequence);
                }
        foreach (var (name, frames) in clips)
            foreach (var request in targets)
            {
                Run(lane, frames, $"{name}|clip", request, log, stopping);
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

    private void Run(ExplanationLane lane, IEnumerable<Mat> frames, string name, TargetRequest request, StudyLog log, CancellationToken stopping)
    {
        StudyMap Key(int age, string way) => new(package.Manifest.Name, string.Create(CultureInfo.InvariantCulture, $"{name}#{age}"), request.ToString(), 0, way);
        if (Ages.All(age => Names.All(way => log.Has(Key(age, way))))) return;

        using var motions = new MotionEstimator();
        var (moved, still) = (new StreamingCache(_streaming), new StreamingCache(_streaming));
        CellMean? once = null, cams = null;
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
                    moved.Drop(track);
                    still.Drop(track);
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
            moved.Advance(motion, t);
            still.Advance(motion is null ? null : motion with { FromX = new float[grid.Count], FromY = new float[grid.Count] }, t);
            var (streamed, unmoved) = (moved.Of(followed.Track, region.Target, grid, 0, t), still.Of(followed.Track, region.Target, grid, 0, t));
            if (streamed.Sums.Count == 0) anew = t;
            if (followed.Track != track) (track, once, cams) = (followed.Track, null, null);
            streamed.TryAdd(region, budget, new FrameTime(t, TimeSpan.Zero));
            unmoved.TryAdd(region, budget, new FrameTime(t, TimeSpan.Zero));
            if (once is null) once = Kept(Fresh(16, region, grid, budget));
            else if (motion is not null) once.Move(motion.Resample);
            cams ??= new CellMean(grid.Count);
            cams.Forget(_streaming.Forget);
            cams.Add(ExplainerSet.Find("seg-grad-cam").Explain(region, grid, 0, budget).Cells);
            if (!Ages.Contains(t)) continue;

            (string Way, Func<float[]> Map)[] ways =
            [
                ("streamed", () => streamed.Sums.Posterior(LocalEvidence.Of(region, grid))), ("streamed-still", () => unmoved.Sums.Posterior(LocalEvidence.Of(region, grid))), ("fresh-8", () => Fresh(8, region, grid, budget)),
                ("fresh-16", () => Fresh(16, region, grid, budget)), ("warped-once", once.ToArray), ("cam-average", cams.ToArray),
            ];
            foreach (var (way, map) in ways)
                if (!log.Has(Key(t, way)))
                    log.Add(Key(t, way), [("age", t), ("since-start", t - anew), ("unexplained", motion?.Unexplained ?? 0), ("gap", Gap(region, grid, map(), budget))]);
        }
    }

    private static bool HasNoContrast(PerturbedRegion region) => region.Contrast < ExplainOptions.DefaultContrast(region.Target.Output.Kind);

    private static CellMean Kept(float[] cells)
    {
        var mean = new CellMean(cells.Length);
        mean.Add(cells);
        return mean;
    }

    private static float[] Fresh(int coalitions, PerturbedRegion region, CellGrid grid, ExplainBudget budget) =>
        new CoalitionGradients("fresh", CoalitionGradients.Mixture, coalitions, prior: true).Explain(region, grid, 1, budget).Cells!;

    private static double Gap(PerturbedRegion region, CellGrid grid, float[] cells, ExplainBudget budget) =>
        new InsertionCurve(Steps).Measure(region, grid, cells, budget)!.Value!.Value - new DeletionCurve(Steps).Measure(region, grid, cells, budget)!.Value!.Value;
}
