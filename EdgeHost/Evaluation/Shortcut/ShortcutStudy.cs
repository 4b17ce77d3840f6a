using System.Globalization;
using SegEdge.Camera;
using SegEdge.Camera.Simulation;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation.Shortcut;

/// <summary>Does a method find the planted shortcut, and does it cry wolf? Every method explains the same weeds of the same scenes for the model that goes by the
/// sticks and for the one that does not; what its maps say about the stick goes into a <see cref="StudyLog"/>.</summary>
/// <remarks>Rows: frame = seed of the scene, target = x;y of the region's first pixel; metrics as in <see cref="ShortcutReading"/>, <c>passes</c> on the judged
/// frame, <c>frames</c> of a streamed map. Method <see cref="Truth"/> has <c>lost</c>: the share of the region's pixels that are no weed once the sticks are gone.
/// On another grid than <see cref="Cells"/> methods are named <c>METHOD@CxR</c>.</remarks>
/// <param name="streamed">Of <see cref="Streaming"/> and <see cref="StreamingPair"/>.</param>
internal sealed class ShortcutStudy(IReadOnlyList<ModelPackage> models, IReadOnlyList<StudyMethod> methods, IReadOnlyList<string> streamed, RuntimeOptions runtime, CellCount cells)
{
    /// <summary>One coalition gradient a frame, kept and moved: the map of the last of <see cref="DriveFrames"/>.</summary>
    public const string Streaming = "streaming";

    /// <summary>The same with an antithetic pair a frame.</summary>
    public const string StreamingPair = "streaming-pair";

    // Of a weed that came into view less than Grown frames ago: a question of its own.
    private const string Young = "-young";

    public const string Truth = "without-sticks";

    public static readonly CellCount Cells = new(16, 10);

    private const int DriveFrames = 24, Grown = 16;

    // Pixels: fewer are a leaf that the model took for a weed.
    private const int LeastArea = 150;

    /// <summary>What could not be asked, and why.</summary>
    public List<string> Left { get; } = [];

    /// <param name="seeds">Of the scenes.</param>
    /// <param name="sheet">Gets the maps of the first <paramref name="shown"/> scenes, measured before or not.</param>
    /// <param name="report">Told the number of scenes done.</param>
    public void Run(IEnumerable<long> seeds, StudyLog log, ContactSheet sheet, int shown, Action<long> report, CancellationToken stopping)
    {
        var lanes = models.Select(m => new ExplanationLane(m, runtime, new ExplainOptions { Cells = cells }, TimeProvider.System)).ToList();
        try
        {
            long done = 0;
            foreach (var seed in seeds)
            {
                // The models' cards: the picture that they take.
                using var drive = new ShortcutDrive(seed, new PictureSize(models[0].Manifest.Input.Width, models[0].Manifest.Input.Height), DriveFrames);
                foreach (var (model, lane) in models.Zip(lanes)) Run(model, lane, drive, seed, log, done < shown ? sheet : null, stopping);
                report(++done);
            }
        }
        finally
        {
            foreach (var lane in lanes) lane.Dispose();
        }
    }

    private void Run(ModelPackage model, ExplanationLane lane, ShortcutDrive drive, long seed, StudyLog log, ContactSheet? sheet, CancellationToken stopping)
    {
        var asker = new WeedQuestions(lane, stopping);
        var streamedWeeds = new StreamedWeeds(asker, drive);
        foreach (var mask in WeedsOf(asker.See(drive.Last), drive.Truth))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{mask.Runs[0].Start % mask.Width};{mask.Runs[0].Start / mask.Width}");
            StudyMap Key(string method) => new(
                model.Manifest.Name, seed.ToString(CultureInfo.InvariantCulture), name, 0, cells == Cells || method == Truth ? method : $"{method}@{cells}");
            var draws = StudyPicture.SeedOf($"{Key(Truth).Frame}|{name}");
            var (region, reference, grid) = asker.Aim(drive.Last, mask);
            if (MarkerCells.Of(mask, drive.Markers, grid) is not { } markers) continue;
            if (region.Contrast < ExplainOptions.DefaultContrast(region.Target.Output.Kind))
            {
                Left.Add(string.Create(CultureInfo.InvariantCulture, $"{model.Manifest.Name}, scene {seed}, weed at {name}: no contrast, v(1) - v(0) = {region.Contrast:0.00}"));
                continue;
            }
            sheet?.Begin($"{model.Manifest.Name} {Key(Truth).Frame}", drive.Last);
            void Show(string method, float[] map) => sheet?.Add(method, drive.Last, new SaliencyMap(
                map, grid, region.Shape, method, "", draws, region.Target, reference, region.Full.LogOdds, region.Empty.LogOdds, 0, TimeSpan.Zero, model.Sha256));
            foreach (var method in methods)
            {
                stopping.ThrowIfCancellationRequested();
                if (sheet is null && log.Has(Key(method.Name))) continue;
                var budget = new ExplainBudget(method.PassesOn(grid), Timeout.InfiniteTimeSpan, TimeProvider.System, null, stopping);
                if (method.Explainer.Explain(region, grid, draws, budget).Cells is not { } map) continue;
                if (!log.Has(Key(method.Name))) log.Add(Key(method.Name), [.. Rows(markers.Read(map)), ("passes", budget.Passes)]);
                Show(method.Name, map);
            }
            // From here on the lane is asked about other pictures.
            if (!log.Has(Key(Truth))) log.Add(Key(Truth), [("lost", Rounded(asker.Lost(drive.WithoutSticks, mask)))]);
            foreach (var method in streamed)
            {
                var known = log.Has(Key(method)) || log.Has(Key(method + Young));
                if (sheet is null && known) continue;
                var gradients = method == StreamingPair ? 2 : 1;
                var (kept, frames) = streamedWeeds.Explain(mask, grid.Cells, gradients, draws);
                if (!known) log.Add(Key(frames < Grown ? method + Young : method), [.. Rows(markers.Read(kept)), ("passes", gradients * IGradientGraphs.PassesPerGradient), ("frames", frames)]);
                Show(method, kept);
            }
        }
    }

    private static IEnumerable<RegionMask> WeedsOf(SeenWeeds weeds, byte[] truth) =>
        Enumerable.Range(1, weeds.Count).Select(weeds.Region).Where(r => r.Area >= LeastArea && IsWhole(r) && IsWeed(r, truth));

    private static bool IsWhole(RegionMask region) =>
        region.Bounds is { X: > 0, Y: > 0 } bounds && bounds.Right < region.Width && bounds.Bottom < region.Height;

    private static bool IsWeed(RegionMask region, byte[] truth)
    {
        var weed = 0;
        foreach (var run in region.Runs) weed += truth.AsSpan(run.Start, run.Length).Count(FieldClasses.Weed);
        return 2 * weed >= region.Area;
    }

    private static IEnumerable<(string, double)> Rows(ShortcutReading reading)
    {
        yield return ("rank", reading.Rank);
        yield return ("context", Rounded(reading.ContextShare));
        if (reading.Near is { } near) yield return ("near", Rounded(near));
    }

    // The file is kept in the repository.
    private static double Rounded(double value) => Math.Round(value, 4);
}
