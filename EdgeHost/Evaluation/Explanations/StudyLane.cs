using System.Diagnostics;
using System.Runtime.CompilerServices;
using OpenCvSharp;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A lane that turns back to a question where another was asked meanwhile.</summary>
/// <param name="seed">Of the references: what hides the frame is alike for all pictures of a repetition, what methods draw is not.</param>
internal sealed class StudyLane(ModelPackage package, StudyOptions options, long seed, CancellationToken stopping) : IDisposable
{
    private readonly ExplanationLane _lane = new(
        package, options.Runtime, new ExplainOptions { Cells = options.Cells, Reference = options.Reference, Seed = seed }, TimeProvider.System);

    private readonly ConditionalWeakTable<StudyQuestion, SharedPasses> _shared = [];
    private (StudyQuestion Question, PerturbedRegion Region)? _aim;
    private PerturbedRegion? _region; // the lane's only one

    /// <param name="draws">Seed of what methods draw for it.</param>
    /// <exception cref="ExplainException">The question does not fit the picture.</exception>
    public StudyQuestion Ask(Mat picture, TargetRequest request, long draws)
    {
        Leave(null);
        var (region, reference, grid) = _lane.Aim(picture, request.Resolve, stopping);
        var question = new StudyQuestion(picture, region.Target, reference, grid, region.Contrast, draws);
        (_region, _aim) = (region, (question, region));
        return question;
    }

    /// <summary>What these questions about one picture have in common is run once from now on: by this lane, whose network it is.</summary>
    public void Share(IReadOnlyList<StudyQuestion> questions)
    {
        var shared = new SharedPasses([.. questions.Select(q => q.Target)]);
        foreach (var question in questions) _shared.Add(question, shared);
        Leave(null);
    }

    /// <returns>The region, until another question.</returns>
    public PerturbedRegion Aim(StudyQuestion question)
    {
        if (_aim is { } last && ReferenceEquals(last.Question, question)) return last.Region;
        Leave(_shared.TryGetValue(question, out var shared) ? shared : null);
        var (region, _, _) = _lane.Aim(question.Picture, question.Target, question.Reference, stopping);
        (_region, _aim) = (region, (question, region));
        return region;
    }

    /// <exception cref="ExplainException">The method cannot be asked of this network, or a score is not a number.</exception>
    public StudyAnswer Answer(StudyQuestion question, StudyMethod method)
    {
        var region = Aim(question);
        var budget = new ExplainBudget(method.PassesOn(question.Grid), Timeout.InfiniteTimeSpan, TimeProvider.System, null, stopping);
        var start = Stopwatch.GetTimestamp();
        var outcome = method.Explainer.Explain(region, question.Grid, question.Seed, budget);
        return new StudyAnswer(outcome.Cells, budget.Passes, budget.Reused > 0 ? null : Stopwatch.GetElapsedTime(start));
    }

    public void Dispose() => _lane.Dispose();

    private void Leave(SharedPasses? next)
    {
        _aim = null;
        if (_region is not null) _region.Shared = next;
    }
}
