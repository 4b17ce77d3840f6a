using OpenCvSharp;
using SegEdge.Explain;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>Many methods on the same pictures, questions, references and cells, each map judged alike. What is measured goes into a
/// <see cref="StudyLog"/> map by map.</summary>
internal sealed class ExplanationStudy(ModelPackage package, IReadOnlyList<StudyMethod> methods, IReadOnlyList<TargetRequest> targets, int seeds, StudyOptions options)
{
    /// <summary>What could not be asked, and why: a question that does not fit a picture is no measurement.</summary>
    public List<string> Left { get; } = [];

    /// <param name="report">Told the number of maps done.</param>
    public void Run(IEnumerable<(string Name, Mat Picture)> pictures, StudyLog log, Action<long> report, CancellationToken stopping)
    {
        long done = 0;
        for (var seed = 0; seed < seeds; seed++)
        {
            using var lane = new StudyLane(package, options, seed, stopping);
            StudyPicture? before = null;
            foreach (var (name, shown) in pictures)
            {
                var picture = new StudyPicture(name, shown, targets, lane, Left);
                for (var target = 0; target < targets.Count; target++)
                {
                    foreach (var method in methods)
                    {
                        stopping.ThrowIfCancellationRequested();
                        var map = new StudyMap(package.Manifest.Name, name, targets[target].ToString(), seed, method.Name);
                        if (!log.Has(map) && picture.Question(target) is { } question)
                        {
                            var answer = method.IsWrong ? WrongMaps.Make(method, picture, before, target, seed) : picture.Answer(target, method);
                            log.Add(map, Measure(lane, question, answer, stopping));
                        }
                    }
                    report(done += methods.Count);
                }
                before?.Dispose();
                before = picture;
            }
            before?.Dispose();
        }
    }

    private IEnumerable<(string Metric, double Value)> Measure(StudyLane lane, StudyQuestion question, StudyAnswer answer, CancellationToken stopping)
    {
        var region = question.Target.Region;
        yield return ("passes", answer.Passes);
        yield return ("ms", answer.Took.TotalMilliseconds);
        yield return ("area", (double)region.Area / (region.Width * region.Height));
        yield return ("contrast", question.Contrast);
        if (answer.Cells is null) yield break;
        foreach (var reading in MapJudge.Measure(lane.Aim(question), question.Grid, answer.Cells, options.Full, stopping)) yield return reading;
    }
}
