using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>Answers one question about one frame within a budget: references, map, metrics, verdict. One instance per model and lane:
/// it keeps the buffers from one explanation to the next. Not thread-safe.</summary>
/// <param name="modelHash">As in the manifest; written into every map.</param>
/// <param name="gradients">Null: methods that only run the model.</param>
public sealed class RegionExplainer(IGraphRunner runner, IGradientGraphs? gradients, string modelHash, TimeProvider clock)
{
    private readonly PerturbedRegion _region = new(runner, gradients);
    private readonly Dictionary<(int Head, int Class, int? Foil), string> _taken = []; // the reference that last hid such a region best

    /// <summary>Every forward pass is counted; limits and cancellation act between passes.</summary>
    /// <param name="picture">Normalised frame, as for <see cref="IGraphRunner.Run"/>; copied.</param>
    /// <param name="content">Model input pixels that show the frame; letterbox padding outside is never changed.</param>
    /// <param name="progress">Told after every pass. A total that is not reached is no error.</param>
    /// <exception cref="ExplainException">Options, picture, content or target do not fit, or a score is not a number.</exception>
    /// <exception cref="OperationCanceledException">Between two passes.</exception>
    public ExplanationResult Explain(ReadOnlySpan<float> picture, PixelRect content, Target target, ExplainOptions options,
        IProgress<ExplainProgress>? progress = null, CancellationToken cancel = default) =>
        Explain(picture, content, target, options, null, default, progress, cancel);

    /// <summary>Several questions about one frame: each is answered as if it were alone, but what they have in common is run once (<see cref="SharedPasses"/>).</summary>
    /// <param name="targets">Each gets the options' passes and time.</param>
    /// <returns>An answer each, in their order.</returns>
    /// <inheritdoc cref="Explain(ReadOnlySpan{float}, PixelRect, Target, ExplainOptions, IProgress{ExplainProgress}?, CancellationToken)"/>
    public IReadOnlyList<ExplanationResult> Explain(ReadOnlySpan<float> picture, PixelRect content, IReadOnlyList<Target> targets, ExplainOptions options,
        IProgress<ExplainProgress>? progress = null, CancellationToken cancel = default)
    {
        var answers = new List<ExplanationResult>(targets.Count);
        _region.Shared = targets.Count > 1 ? new SharedPasses(targets) : null;
        try
        {
            foreach (var target in targets) answers.Add(Explain(picture, content, target, options, progress, cancel));
            return answers;
        }
        finally
        {
            _region.Shared = null;
        }
    }

    /// <summary>The same, going on from what earlier frames left of this question; only <see cref="SelectedCoalitionGradients"/> can.</summary>
    /// <param name="kept">Advanced to this frame; grows. Null: nothing is known yet.</param>
    public ExplanationResult Explain(ReadOnlySpan<float> picture, PixelRect content, Target target, ExplainOptions options,
        StreamedMap? kept, FrameTime now, IProgress<ExplainProgress>? progress = null, CancellationToken cancel = default)
    {
        options.Validate();
        var budget = new ExplainBudget(options.Passes, options.Time, clock, progress, cancel);
        var draft = new ExplanationResult(ExplainStatus.Skipped, null, target, null, null, [], null,
            HowOf(options), null, null, null, null, null, null, 0, TimeSpan.Zero);

        var threshold = options.ContrastThreshold ?? ExplainOptions.DefaultContrast(target.Output.Kind);
        var references = References(options, kept);
        var tried = _region.TryAim(picture, content, target, references, budget);
        if (kept?.Reference is not null && tried is not null && _region.Contrast < threshold)
        {
            // What hid the evidence in earlier frames no longer does.
            kept.Restart();
            references = References(options, kept);
            tried = _region.TryAim(picture, content, target, references, budget);
        }
        if (tried is not { } aim)
            return Close(draft, budget, Invariant($"{budget.Exhausted} before the frame and {references.Count} references were read"));
        draft = draft with { Contrast = _region.Contrast, References = aim.Tried };
        var hasContrast = _region.Contrast > 0 && _region.Contrast >= threshold;

        var grid = new CellGrid(content, options.Cells);
        var explainer = ExplainerFor(options.Method, target.OutputIndex, grid.Cells);
        var reference = aim.Tried[aim.Taken].Name;
        if (kept is not null) kept.Reference = reference;
        if (aim.Tried.Count > 1) _taken[Question(target)] = reference;
        var sums = kept?.Sums ?? new CoalitionSums(grid, options.Seed);
        var plan = PassPlan.For(budget, explainer.UsefulPasses(grid), grid, options, hasContrast);
        draft = Mapped(draft, explainer, sums, 1, grid, budget.Slice(plan.Map, plan.MapShareOfTime));
        if (draft.Map is null) return Close(draft, budget, draft.Reason);
        if (!hasContrast)
        {
            return Close(
                draft with { Status = ExplainStatus.Untrusted, FaithfulnessAbsent = "no contrast: its unit would be v(1) - v(0)" }, budget,
                Invariant($"no contrast: v(1) - v(0) = {_region.Contrast:0.###} with the lowest of {references.Count} references; ")
                + Invariant($"expected at least {threshold:0.###}"));
        }
        var answer = Judge(draft with { Status = ExplainStatus.Ok }, grid, plan, options, budget);
        if (answer.Status == ExplainStatus.Ok || explainer is not SelectedCoalitionGradients) return answer;

        // A map that fails is made anew without what earlier frames left, or of as many coalitions again; of two maps the more faithful is the answer.
        var left = budget.RemainingPasses - (options.Judge == JudgeKind.Curves ? 2 * options.Steps : Probe.Fresh.Passes);
        if (left < IGradientGraphs.PassesPerGradient) return answer;
        var isOld = sums.AgeAt(now).Frames > 0;
        var more = Mapped(draft, explainer, isOld ? kept!.Restart(reference) : sums, isOld ? 1 : 2, grid, budget.Slice(left, 1));
        if (more.Map is null) return answer;
        more = Judge(more with { Status = ExplainStatus.Ok }, grid, plan with { RandomDraws = 0 }, options, budget) with { RandomFaithfulness = answer.RandomFaithfulness };
        return more.Faithfulness > answer.Faithfulness ? more : answer with { Passes = more.Passes, Reused = more.Reused, Elapsed = more.Elapsed };

        ExplanationResult Mapped(ExplanationResult draft, IExplainer explainer, CoalitionSums sums, int times, CellGrid grid, ExplainBudget slice)
        {
            var outcome = explainer is SelectedCoalitionGradients selected
                ? selected.Explain(_region, grid, sums, now, options.Seed, slice, times)
                : explainer.Explain(_region, grid, options.Seed, slice);
            return outcome.Cells is not { } cells ? draft with { Reason = outcome.SkippedBecause } : draft with
            {
                Map = new SaliencyMap(cells, grid, runner.Input, explainer.Name, outcome.Parameters, options.Seed, target,
                    reference, _region.Full.LogOdds, _region.Empty.LogOdds, slice.Passes, slice.Elapsed, modelHash, outcome.Sampling),
                Shares = new RegionCells(target.Region, grid, runner.Input).Shares(cells),
                Age = outcome.Sampling?.Age ?? default,
            };
        }
    }

    /// <summary>Whether a question to this head can go on from earlier frames: only coalition gradients are a mean over samples.</summary>
    public bool CanStream(string method, int output, CellCount cells) => ExplainerFor(method, output, cells) is SelectedCoalitionGradients;

    /// <summary>More coalition gradients for a question that nobody waits for an answer to.</summary>
    /// <param name="kept">Advanced to this frame; grows.</param>
    /// <param name="gradients">1 or more.</param>
    /// <returns>False when the budget did not allow all of them, or nothing can be learned here: the reference leaves too little contrast.</returns>
    /// <exception cref="ExplainException">As for an explanation, and where the model has no gradient.</exception>
    public bool Refresh(ReadOnlySpan<float> picture, PixelRect content, Target target, ExplainOptions options, StreamedMap kept, FrameTime now, int gradients, ExplainBudget budget)
    {
        // What hid the last region of this class hides this one too, until an explanation finds otherwise: a third of the passes.
        kept.Reference ??= _taken.GetValueOrDefault(Question(target));
        var references = References(options, kept);
        if (kept.Reference is not null) _region.Point(picture, content, target, references[0]);
        else
        {
            if (_region.TryAim(picture, content, target, references, budget) is not { } aim) return false;
            if (_region.Contrast < (options.ContrastThreshold ?? ExplainOptions.DefaultContrast(target.Output.Kind))) return false;
            kept.Reference = _taken[Question(target)] = aim.Tried[aim.Taken].Name;
        }
        return kept.TryAdd(_region, budget, now, gradients);
    }

    /// <summary>Frame, target and the reference, for who asks several methods and judges them himself.</summary>
    /// <returns>The region, until the next call; null when <paramref name="budget"/> ended before all references were read.</returns>
    /// <exception cref="ExplainException">As for an explanation.</exception>
    public (PerturbedRegion Region, string Reference)? Aim(
        ReadOnlySpan<float> picture, PixelRect content, Target target, ExplainOptions options, ExplainBudget budget) =>
        _region.TryAim(picture, content, target, References(options), budget) is { } aim
            ? (_region, aim.Tried[aim.Taken].Name)
            : null;

    /// <summary>Opens every graph that the method asks for this target's head, and runs each once: what memory they need is taken before the first
    /// question, which then does not wait for a compiler.</summary>
    /// <returns>The method that answers questions to this head, with the reason where <see cref="ExplainerSet.Auto"/> could not take gradients.</returns>
    /// <exception cref="ExplainException">As for an explanation.</exception>
    public string WarmUp(PixelRect content, Target target, ExplainOptions options)
    {
        var budget = new ExplainBudget(int.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System); // no limit, so no clock of the lane's
        _region.TryAim(new float[runner.Input.Length], content, target, References(options), budget);
        var grid = new CellGrid(content, options.Cells);
        var explainer = ExplainerFor(options.Method, target.OutputIndex, grid.Cells);
        if (explainer is SelectedCoalitionGradients) new CoalitionSums(grid, 0).TryAdd(CoalitionFamily.Smooth, _region, budget);
        return explainer.Name == ExplainerSet.ForwardOnly && IsAuto(options.Method) ? $"{explainer.Name}, because {_region.WhyNoGradients(target.OutputIndex, grid.Cells)}" : explainer.Name;
    }

    private ExplanationResult Judge(
        ExplanationResult draft, CellGrid grid, PassPlan plan, ExplainOptions options, ExplainBudget budget)
    {
        if (plan.MetricsAbsent is { } absent) return Close(draft with { FaithfulnessAbsent = absent }, budget, null);
        draft = options.Judge == JudgeKind.Curves ? ByCurves(draft, grid, plan, options, budget) : ByProbe(draft, grid, plan, options, budget);
        if (draft.Faithfulness is not { } faithfulness) return Close(draft, budget, null);
        var covered = Attainable.Covered(draft.Target.Region, grid.Content, runner.Input);
        var least = options.FaithfulnessThreshold * Attainable.Gap(covered);
        return faithfulness > least
            ? Close(draft, budget, null)
            : Close(draft with { Status = ExplainStatus.Untrusted }, budget, Invariant(
                $"not faithful: insertion - deletion AUC = {faithfulness:0.###} ({draft.FaithfulnessHow}); expected above {least:0.###} for a region of {100 * covered:0.#} % of the picture"));
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
    private IExplainer ExplainerFor(string method, int output, CellCount cells) => ExplainerSet.Find(
        !IsAuto(method) ? method
        : _region.WhyNoGradients(output, cells) is null ? ExplainerSet.Standard : ExplainerSet.ForwardOnly);

    private static bool IsAuto(string method) => method.Equals(ExplainerSet.Auto, StringComparison.OrdinalIgnoreCase);

    private static string HowOf(ExplainOptions options) => options.Judge == JudgeKind.Curves
        ? Invariant($"insertion-deletion/{options.Steps}")
        : Invariant($"probe/{Probe.Fresh.Nodes.Count}");

    private static ExplanationResult Close(ExplanationResult draft, ExplainBudget budget, string? reason) => draft with
    {
        Reason = reason,
        FaithfulnessAbsent = draft.Status == ExplainStatus.Skipped ? "there is no map" : draft.FaithfulnessAbsent,
        Passes = budget.Passes,
        Reused = budget.Reused,
        Elapsed = budget.Elapsed,
    };

    private static (int, int, int?) Question(Target target) => (target.OutputIndex, target.ClassIndex, target.FoilIndex);

    // What was begun with one reference goes on with it.
    private IReadOnlyList<IReference> References(ExplainOptions options, StreamedMap? kept = null)
    {
        var name = kept?.Reference ?? options.Reference;
        return [.. ReferenceSet.Standard(DatasetMean(options), options.Seed).Where(r => name is null || r.Name == name)];
    }

    private IReadOnlyList<float> DatasetMean(ExplainOptions options)
    {
        var (given, channels) = (options.DatasetMean, runner.Input.Channels);
        if (given.Count == 0) return new float[channels];
        return given.Count == channels
            ? given
            : throw new ExplainException($"Explain options: DatasetMean has {given.Count} values, the model's input {channels} channels.");
    }
}
