using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>Answers one question about one frame within a budget: references, map, metrics, verdict. One instance per model and lane:
/// it keeps the buffers from one explanation to the next. Not thread-safe.</summary>
/// <param name="modelHash">As in the manifest; written into every map.</param>
/// <param name="gradients">Null: methods that only run the model.</param>
public sealed class RegionExplainer(IGraphRunner runner, IGradientGraphs? gradients, string modelHash, TimeProvider clock)
{
    private readonly PerturbedRegion _region = new(runner, gradients);

    /// <summary>Every forward pass is counted; limits and cancellation act between passes.</summary>
    /// <param name="picture">Normalised frame, as for <see cref="IGraphRunner.Run"/>; copied.</param>
    /// <param name="content">Model input pixels that show the frame; letterbox padding outside is never changed.</param>
    /// <param name="progress">Told after every pass. A total that is not reached is no error.</param>
    /// <exception cref="ExplainException">Options, picture, content or target do not fit, or a score is not a number.</exception>
    /// <exception cref="OperationCanceledException">Between two passes.</exception>
    public ExplanationResult Explain(ReadOnlySpan<float> picture, PixelRect content, Target target, ExplainOptions options,
        IProgress<ExplainProgress>? progress = null, CancellationToken cancel = default)
    {
        options.Validate();
        var budget = new ExplainBudget(options.Passes, options.Time, clock, progress, cancel);
        var draft = new ExplanationResult(ExplainStatus.Skipped, null, target, null, null, [], null,
            HowOf(options), null, null, null, null, null, null, 0, TimeSpan.Zero);

        var references = References(options);
        if (_region.TryAim(picture, content, target, references, budget) is not { } aim)
            return Close(draft, budget, Invariant($"{budget.Exhausted} before the frame and {references.Count} references were read"));
        draft = draft with { Contrast = _region.Contrast, References = aim.Tried };
        var threshold = options.ContrastThreshold ?? ExplainOptions.DefaultContrast(target.Output.Kind);
        var hasContrast = _region.Contrast > 0 && _region.Contrast >= threshold;

        var grid = new CellGrid(content, options.Cells);
        var explainer = ExplainerFor(options.Method, grid);
        var plan = PassPlan.For(budget, explainer.UsefulPasses(grid), grid, options, hasContrast);
        var mapBudget = budget.Slice(plan.Map, plan.MapShareOfTime);
        var outcome = explainer.Explain(_region, grid, options.Seed, mapBudget);
        if (outcome.Cells is null) return Close(draft, budget, outcome.SkippedBecause);
        draft = draft with
        {
            Map = new SaliencyMap(outcome.Cells, grid, runner.Input, explainer.Name, outcome.Parameters, options.Seed, target,
                aim.Tried[aim.Taken].Name, _region.Full.LogOdds, _region.Empty.LogOdds, mapBudget.Passes, mapBudget.Elapsed, modelHash),
            Shares = new RegionCells(target.Region, grid, runner.Input).Shares(outcome.Cells),
        };
        if (!hasContrast)
        {
            return Close(
                draft with { Status = ExplainStatus.Untrusted, FaithfulnessAbsent = "no contrast: its unit would be v(1) - v(0)" }, budget,
                Invariant($"no contrast: v(1) - v(0) = {_region.Contrast:0.###} with the lowest of {references.Count} references; ")
                + Invariant($"expected at least {threshold:0.###}"));
        }
        return Judge(draft with { Status = ExplainStatus.Ok }, grid, plan, options, budget);
    }

    /// <summary>Frame, target and the reference, for who asks several methods and judges them himself.</summary>
    /// <returns>The region, until the next call; null when <paramref name="budget"/> ended before all references were read.</returns>
    /// <exception cref="ExplainException">As for <see cref="Explain"/>.</exception>
    public (PerturbedRegion Region, string Reference)? Aim(
        ReadOnlySpan<float> picture, PixelRect content, Target target, ExplainOptions options, ExplainBudget budget) =>
        _region.TryAim(picture, content, target, References(options), budget) is { } aim
            ? (_region, aim.Tried[aim.Taken].Name)
            : null;

    /// <summary>Opens every graph that the method asks for this target's head, and runs each once: what memory they need is taken before the first
    /// question, which then does not wait for a compiler.</summary>
    /// <returns>The method that answers questions to this head, with the reason where <see cref="ExplainerSet.Auto"/> could not take gradients.</returns>
    /// <exception cref="ExplainException">As for <see cref="Explain"/>.</exception>
    public string WarmUp(PixelRect content, Target target, ExplainOptions options)
    {
        var budget = new ExplainBudget(int.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System); // no limit, so no clock of the lane's
        _region.TryAim(new float[runner.Input.Length], content, target, References(options), budget);
        var grid = new CellGrid(content, options.Cells);
        var explainer = ExplainerFor(options.Method, grid);
        if (explainer is SelectedCoalitionGradients) SelectedCoalitionGradients.WarmUp(_region, grid, budget);
        return explainer.Name == ExplainerSet.ForwardOnly && IsAuto(options.Method) ? $"{explainer.Name}, because {_region.WhyNoGradients(grid)}" : explainer.Name;
    }

    private ExplanationResult Judge(
        ExplanationResult draft, CellGrid grid, PassPlan plan, ExplainOptions options, ExplainBudget budget)
    {
        if (plan.MetricsAbsent is { } absent) return Close(draft with { FaithfulnessAbsent = absent }, budget, null);
        draft = options.Judge == JudgeKind.Curves ? ByCurves(draft, grid, plan, options, budget) : ByProbe(draft, grid, plan, options, budget);
        if (draft.Faithfulness is not { } faithfulness) return Close(draft, budget, null);
        return faithfulness > options.FaithfulnessThreshold
            ? Close(draft, budget, null)
            : Close(draft with { Status = ExplainStatus.Untrusted }, budget, Invariant(
                $"not faithful: insertion - deletion AUC = {faithfulness:0.###} ({draft.FaithfulnessHow}); expected above {options.FaithfulnessThreshold:0.###}"));
    }

    private ExplanationResult ByProbe(ExplanationResult draft, CellGrid grid, PassPlan plan, ExplainOptions options, ExplainBudget budget)
    {
        if (Probe.Fresh.Measure(_region, grid, draft.Map!.Cells.Span, budget) is not { } faithfulness)
            return draft with { FaithfulnessAbsent = Invariant($"{budget.Exhausted} before the probe was done") };
        var seeds = new SeededRandom(options.Seed);
        var controls = new List<double>();
        while (controls.Count < plan.RandomDraws && Probe.Fresh.Measure(_region, grid, RandomMap.Values(grid.Count, (long)seeds.NextBits()), budget) is { } control)
            controls.Add(control);
        return draft with { Faithfulness = faithfulness, RandomFaithfulness = controls.Count > 0 ? controls.Average() : null };
    }

    private ExplanationResult ByCurves(ExplanationResult draft, CellGrid grid, PassPlan plan, ExplainOptions options, ExplainBudget budget)
    {
        var cells = draft.Map!.Cells.Span;
        var insertion = new InsertionCurve(options.Steps).Measure(_region, grid, cells, budget);
        var deletion = insertion is null ? null : new DeletionCurve(options.Steps).Measure(_region, grid, cells, budget);
        draft = draft with { Insertion = insertion, Deletion = deletion };
        if (insertion?.Value is not { } inserted || deletion?.Value is not { } deleted)
            return draft with { FaithfulnessAbsent = Invariant($"{budget.Exhausted} before both curves were measured") };
        if (plan.RandomDraws > 0)
        {
            var control = new RandomInsertion(plan.RandomDraws, options.Steps, options.Seed);
            draft = draft with { RandomInsertion = control.Measure(_region, grid, cells, budget) };
        }
        return draft with { Faithfulness = inserted - deleted };
    }

    // What the model allows is known at its first question; the graph is then kept.
    private IExplainer ExplainerFor(string method, CellGrid grid) => ExplainerSet.Find(
        !IsAuto(method) ? method
        : _region.WhyNoGradients(grid) is null ? ExplainerSet.Standard : ExplainerSet.ForwardOnly);

    private static bool IsAuto(string method) => method.Equals(ExplainerSet.Auto, StringComparison.OrdinalIgnoreCase);

    private static string HowOf(ExplainOptions options) => options.Judge == JudgeKind.Curves
        ? Invariant($"insertion-deletion/{options.Steps}")
        : Invariant($"probe/{Probe.Fresh.Nodes.Count}");

    private static ExplanationResult Close(ExplanationResult draft, ExplainBudget budget, string? reason) => draft with
    {
        Reason = reason,
        FaithfulnessAbsent = draft.Status == ExplainStatus.Skipped ? "there is no map" : draft.FaithfulnessAbsent,
        Passes = budget.Passes,
        Elapsed = budget.Elapsed,
    };

    private IReadOnlyList<IReference> References(ExplainOptions options) =>
        [.. ReferenceSet.Standard(DatasetMean(options), options.Seed).Where(r => options.Reference is null || r.Name == options.Reference)];

    private IReadOnlyList<float> DatasetMean(ExplainOptions options)
    {
        var (given, channels) = (options.DatasetMean, runner.Input.Channels);
        if (given.Count == 0) return new float[channels];
        return given.Count == channels
            ? given
            : throw new ExplainException($"Explain options: DatasetMean has {given.Count} values, the model's input {channels} channels.");
    }
}
