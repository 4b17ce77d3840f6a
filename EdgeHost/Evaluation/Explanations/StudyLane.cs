using System.Diagnostics;
using OpenCvSharp;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A lane that turns back to a question where another was asked meanwhile.</summary>
internal sealed class StudyLane(ModelPackage package, StudyOptions options, long seed, CancellationToken stopping) : IDisposable
{
    private readonly ExplanationLane _lane = new(
        package, options.Runtime, new ExplainOptions { Cells = options.Cells, Reference = options.Reference, Seed = seed }, TimeProvider.System);

    private (StudyQuestion Question, PerturbedRegion Region)? _aim;

    /// <exception cref="ExplainException">The question does not fit the picture.</exception>
    public StudyQuestion Ask(Mat picture, TargetRequest request)
    {
        _aim = null;
        var (region, reference, grid) = _lane.Aim(picture, request.Resolve, stopping);
        var question = new StudyQuestion(picture, region.Target, reference, grid, region.Contrast);
        _aim = (question, region);
        return question;
    }

    /// <returns>The region, until another question.</returns>
    public PerturbedRegion Aim(StudyQuestion question)
    {
        if (_aim is { } last && ReferenceEquals(last.Question, question)) return last.Region;
        _aim = null;
        var (region, _, _) = _lane.Aim(question.Picture, question.Target, question.Reference, stopping);
        _aim = (question, region);
        return region;
    }

    /// <exception cref="ExplainException">The method cannot be asked of this network, or a score is not a number.</exception>
    public StudyAnswer Answer(StudyQuestion question, StudyMethod method)
    {
        var region = Aim(question);
        var budget = new ExplainBudget(method.PassesOn(question.Grid), Timeout.InfiniteTimeSpan, TimeProvider.System, null, stopping);
        var start = Stopwatch.GetTimestamp();
        var outcome = method.Explainer.Explain(region, question.Grid, seed, budget);
        return new StudyAnswer(outcome.Cells, budget.Passes, Stopwatch.GetElapsedTime(start));
    }

    public void Dispose() => _lane.Dispose();
}
