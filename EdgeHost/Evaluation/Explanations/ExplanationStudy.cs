using System.Diagnostics;
using System.Globalization;
using OpenCvSharp;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>Many methods on the same pictures, questions, references and cells, each map judged alike. What is measured goes into a
/// <see cref="StudyLog"/> map by map.</summary>
internal sealed class ExplanationStudy(ModelPackage package, IReadOnlyList<StudyMethod> methods, IReadOnlyList<TargetRequest> targets, int seeds, StudyOptions options)
{
    // Below this many pixels of the output a region is noise.
    private const int LeastArea = 100;

    /// <summary>What could not be asked, and why: a question that does not fit a picture is no measurement.</summary>
    public List<string> Left { get; } = [];

    /// <param name="report">Told the number of maps done.</param>
    public void Run(IEnumerable<(string Name, Mat Picture)> pictures, StudyLog log, Action<long> report, CancellationToken stopping)
    {
        long done = 0;
        for (var seed = 0; seed < seeds; seed++)
        {
            using var lane = new ExplanationLane(package, options.Runtime, new ExplainOptions { Cells = options.Cells, Seed = seed }, TimeProvider.System);
            foreach (var (name, picture) in pictures)
            {
                foreach (var request in targets)
                {
                    StudyMap[] wanted = [.. methods.Select(m => new StudyMap(package.Manifest.Name, name, request.ToString(), seed, m.Name))];
                    if (wanted.Any(w => !log.Has(w)) && Aim(lane, picture, name, request, stopping) is var (region, grid))
                        foreach (var (map, method) in wanted.Zip(methods))
                        {
                            stopping.ThrowIfCancellationRequested();
                            if (!log.Has(map)) log.Add(map, Measure(region, grid, method, map.Seed, stopping));
                        }
                    report(done += methods.Count);
                }
            }
        }
    }

    private (PerturbedRegion Region, CellGrid Grid)? Aim(ExplanationLane lane, Mat picture, string name, TargetRequest request, CancellationToken stopping)
    {
        if (picture.Empty())
        {
            Left.Add($"{name}: does not decode as a picture");
            return null;
        }
        try
        {
            var (region, _, grid) = lane.Aim(picture, request.Resolve, stopping);
            if (region.Target.Region.Area < LeastArea)
                Left.Add(string.Create(CultureInfo.InvariantCulture, $"{name}, {request}: {region.Target.Region.Area} px, fewer than {LeastArea}"));
            else if (region.Contrast < ExplainOptions.DefaultContrast(region.Target.Output.Kind))
                Left.Add(string.Create(CultureInfo.InvariantCulture, $"{name}, {request}: no contrast, v(1) - v(0) = {region.Contrast:0.00}"));
            else return (region, grid);
        }
        catch (ExplainException e)
        {
            Left.Add($"{name}, {request}: {e.Message}");
        }
        return null;
    }

    private IEnumerable<(string Metric, double Value)> Measure(PerturbedRegion region, CellGrid grid, StudyMethod method, long seed, CancellationToken stopping)
    {
        var budget = new ExplainBudget(method.PassesOn(grid), Timeout.InfiniteTimeSpan, TimeProvider.System, null, stopping);
        var start = Stopwatch.GetTimestamp();
        var outcome = method.Explainer.Explain(region, grid, seed, budget);
        var took = Stopwatch.GetElapsedTime(start);
        yield return ("passes", budget.Passes);
        yield return ("ms", took.TotalMilliseconds);
        yield return ("area", (double)region.Target.Region.Area / (region.Target.Region.Width * region.Target.Region.Height));
        yield return ("contrast", region.Contrast);
        if (outcome.Cells is null) yield break;
        foreach (var reading in MapJudge.Measure(region, grid, outcome.Cells, options.Full, stopping)) yield return reading;
    }
}
