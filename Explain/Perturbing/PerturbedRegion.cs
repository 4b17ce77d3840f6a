using System.Numerics.Tensors;
using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>v(s): the score of one region while parts of the frame are replaced by a reference. Holds every buffer a pass needs, for
/// as many explanations as one lane makes: nothing is allocated per pass. Not thread-safe.</summary>
public sealed class PerturbedRegion
{
    private readonly IGraphRunner _runner;
    private readonly IGradientGraphs? _gradients;
    private readonly float[] _picture; // x
    private readonly float[] _canvas; // what the next pass sees
    private float[] _reference; // b; equals x outside the content
    private float[] _candidate; // the reference being tried; swapped with b when it is better
    private float[] _scores = [];
    private Target? _target;
    private RegionScore? _score;
    private ExplainQuestion? _question;
    private float[] _weights = []; // the question's; one lane asks one question at a time
    private (CellGrid Grid, Enlargement Soft)? _enlargement;
    private ClassPixels? _pixels;
    private float[] _shownOdds = [], _hiddenOdds = [], _triedOdds = []; // of the region's pixels: in the frame, in the reference taken, in the one being tried
    private byte[] _won = []; // where the class wins: in the frame, in the reference taken, in the last pass asked about
    private byte[] _wonEmpty = [];
    private byte[] _wonLast = [];
    private bool _isRead; // whether the scores are those of the last pass, and not known from an earlier question

    /// <param name="gradients">Null: only methods that run the model forward can be asked.</param>
    public PerturbedRegion(IGraphRunner runner, IGradientGraphs? gradients = null)
    {
        (_runner, _gradients, Shape) = (runner, gradients, runner.Input);
        (_picture, _canvas) = (new float[Shape.Length], new float[Shape.Length]);
        (_reference, _candidate) = (new float[Shape.Length], new float[Shape.Length]);
        Mask = new float[Shape.Height * Shape.Width];
    }

    public PictureTensor Shape { get; }

    /// <summary>What other questions about the same frame have seen and will want to see, the one that is aimed at being among them; null: it is alone.</summary>
    public SharedPasses? Shared { get; set; }

    /// <summary>The question of the last aim.</summary>
    /// <exception cref="InvalidOperationException">Never aimed.</exception>
    public Target Target => _target ?? throw new InvalidOperationException("No target yet; call TryAim first.");

    /// <summary>x, the frame as it is, in the layout of <see cref="Shape"/>.</summary>
    public ReadOnlySpan<float> Picture => _picture;

    /// <summary>Scratch for <see cref="TryReadMixed"/>: s per pixel, [Height, Width]; an explainer fills the content.</summary>
    public float[] Mask { get; }

    /// <summary>v(1): the frame as it is.</summary>
    public RegionReading Full { get; private set; }

    /// <summary>v(0): nothing but the reference.</summary>
    public RegionReading Empty { get; private set; }

    /// <summary>How far the reference takes the score down: what a map has to share out among the cells.</summary>
    public double Contrast => Full.LogOdds - Empty.LogOdds;

    /// <summary>Copies the frame and reads v(1) and v(0) of every reference; the lowest v(0) is taken, of equals the first.</summary>
    /// <returns>The readings in the order given, the index of the one taken; null when the budget ended before all were tried.</returns>
    /// <exception cref="ExplainException">Picture, content or target do not fit the model, or a score is not a number.</exception>
    public (IReadOnlyList<ReferenceReading> Tried, int Taken)? TryAim(
        ReadOnlySpan<float> picture, PixelRect content, Target target, IReadOnlyList<IReference> references, ExplainBudget budget)
    {
        Require(picture, content, target);
        if (!ReferenceEquals(_target, target))
            (_target, _score, _pixels, _question) = (target, new RegionScore(target), new ClassPixels(target), null);
        if (_scores.Length != target.Output.Length) _scores = new float[target.Output.Length];
        var whole = target.Output.Width * target.Output.Height;
        if (_won.Length != whole) (_won, _wonEmpty, _wonLast) = (new byte[whole], new byte[whole], new byte[whole]);
        var area = target.Region.Area;
        if (_shownOdds.Length != area) (_shownOdds, _hiddenOdds, _triedOdds) = (new float[area], new float[area], new float[area]);
        picture.CopyTo(_picture);
        Restart(shown: true);
        if (!TryRead(budget, _shownOdds, _won, out var full)) return null;
        Full = full;
        var (tried, taken) = (new List<ReferenceReading>(references.Count), -1);
        foreach (var reference in references)
        {
            picture.CopyTo(_candidate);
            reference.Fill(picture, Shape, content, _candidate);
            _candidate.CopyTo(_canvas, 0);
            if (!TryRead(budget, _triedOdds, _wonLast, out var empty)) return null;
            tried.Add(new ReferenceReading(reference.Name, empty.LogOdds));
            if (taken >= 0 && empty.LogOdds >= Empty.LogOdds) continue;
            (taken, Empty) = (tried.Count - 1, empty);
            (_reference, _candidate, _hiddenOdds, _triedOdds, _wonEmpty, _wonLast) = (_candidate, _reference, _triedOdds, _hiddenOdds, _wonLast, _wonEmpty);
        }
        return (tried, taken);
    }

    /// <summary>Log-odds of each pixel of the region in the frame as it is, in reading order.</summary>
    /// <exception cref="InvalidOperationException">Only pointed, not aimed: v(1) and v(0) were not read.</exception>
    public ReadOnlySpan<float> ShownOdds => OfAim(_shownOdds);

    /// <summary>The same with nothing but the reference.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="ShownOdds"/>.</exception>
    public ReadOnlySpan<float> HiddenOdds => OfAim(_hiddenOdds);

    /// <summary>Frame, reference and target without a pass: enough to ask for gradients, not for values, since v(1) and v(0) stay unknown.</summary>
    /// <exception cref="ExplainException">As for <see cref="TryAim"/>.</exception>
    public void Point(ReadOnlySpan<float> picture, PixelRect content, Target target, IReference reference)
    {
        Require(picture, content, target);
        (_target, _score, _pixels, _question) = (target, new RegionScore(target), new ClassPixels(target), null);
        (Full, Empty) = (new RegionReading(double.NaN, double.NaN), new RegionReading(double.NaN, double.NaN));
        picture.CopyTo(_picture);
        picture.CopyTo(_reference);
        reference.Fill(picture, Shape, content, _reference);
    }

    /// <summary>The canvas becomes the whole frame, or the whole reference.</summary>
    public void Restart(bool shown) => (shown ? _picture : _reference).CopyTo(_canvas, 0);

    public void Show(PixelRect rect) => Perturbation.CopyRect(_picture, _canvas, Shape, rect);

    public void Hide(PixelRect rect) => Perturbation.CopyRect(_reference, _canvas, Shape, rect);

    /// <summary>One pass over the canvas; false when the budget allows none.</summary>
    public bool TryRead(ExplainBudget budget, out RegionReading reading) => TryRead(budget, [], out reading);

    /// <summary>The same, and pixel by pixel.</summary>
    /// <param name="each">Receives the log-odds of the region's pixels in reading order; or is empty.</param>
    public bool TryRead(ExplainBudget budget, Span<float> each, out RegionReading reading) => TryRead(budget, each, [], out reading);

    /// <summary>One pass over x_s with s from <see cref="Mask"/>; the canvas is overwritten.</summary>
    public bool TryReadMixed(ExplainBudget budget, out RegionReading reading)
    {
        if (budget.Exhausted is null) Perturbation.Mix(_picture, _reference, Mask, Shape, _canvas);
        return TryRead(budget, out reading);
    }

    /// <summary>Why <see cref="TryGradients"/> cannot be asked; null when it can. The first answer for a head and grid compiles the graph.</summary>
    /// <param name="output">Index into <see cref="IGraphRunner.Outputs"/>.</param>
    public string? WhyNoGradients(int output, CellCount cells)
    {
        try
        {
            Gradients.Coalitions(output, cells);
            return null;
        }
        catch (ExplainException e)
        {
            return e.Message;
        }
    }

    /// <summary>v and dv/ds at K coalitions of soft-edged cells; at a cost of <see cref="IGradientGraphs.PassesPerGradient"/> passes each. False when
    /// the budget does not allow them.</summary>
    /// <param name="coalitions">[K, rows, columns], 1 where the frame shows.</param>
    /// <param name="scores">Receives v [K].</param>
    /// <param name="slopes">Receives dv/ds, [K, rows, columns], in nats from hidden to shown.</param>
    /// <exception cref="ExplainException">The model has no gradient, or one that is no number.</exception>
    public bool TryGradients(CellGrid grid, Memory<float> coalitions, Memory<float> scores, Memory<float> slopes, ExplainBudget budget)
    {
        var graph = Gradients.Coalitions(Target.OutputIndex, grid.Cells);
        var cost = scores.Length * IGradientGraphs.PassesPerGradient;
        if (!budget.Allows(cost)) return false;
        if (_enlargement?.Grid != grid) _enlargement = (grid, Enlargement.Soft(grid, Shape));
        graph.Run(_picture, _reference, _enlargement!.Value.Soft, [Question], coalitions, new CoalitionAsk[scores.Length], scores, slopes);
        foreach (var score in scores.Span)
            if (!float.IsFinite(score))
                throw new ExplainException($"Head '{Target.Output.Head}': the score of '{Target.ClassName}' in the region is {score} in the explain graph; expected a number.");
        RequireFinite(slopes.Span, "the gradient of a cell");
        budget.Count(cost);
        return true;
    }

    /// <summary>The activations and gradients of a layer for the frame, or for another picture. False when the budget does not allow it.</summary>
    /// <param name="layer">See <see cref="IGradientGraphs.Layer"/>.</param>
    /// <param name="picture">Normalised; null is the frame.</param>
    /// <exception cref="ExplainException">The model has no gradient, or no such layer, or what is read there is no number.</exception>
    public bool TryLayer(string? layer, float[]? picture, ExplainBudget budget, out LayerReading reading)
    {
        reading = default;
        var graph = Gradients.Layer(Target.OutputIndex, layer);
        if (!budget.Allows(IGradientGraphs.PassesPerGradient)) return false;
        var (activations, gradients) = (new float[graph.Shape.Length], new float[graph.Shape.Length]);
        graph.Run(picture ?? _picture, Question, activations, gradients);
        RequireFinite(activations, $"an activation of layer '{graph.Layer}'");
        RequireFinite(gradients, $"a gradient at layer '{graph.Layer}'");
        budget.Count(IGradientGraphs.PassesPerGradient);
        reading = new LayerReading(graph.Layer, graph.Shape, activations, gradients);
        return true;
    }

    /// <summary>The network with a layer that <see cref="TryReadMasked"/> can hide parts of.</summary>
    /// <param name="layer">See <see cref="IGradientGraphs.MaskedLayer"/>.</param>
    /// <exception cref="ExplainException">There is no such layer.</exception>
    public IMaskedLayerGraph MaskedLayer(string? layer) => Gradients.MaskedLayer(Target.OutputIndex, layer);

    /// <summary>One pass over the frame as it is, a layer being hidden in part; false when the budget allows none.</summary>
    /// <param name="graph">Of <see cref="MaskedLayer"/>.</param>
    /// <param name="mask">[Height, Width] of the graph, 1 where the layer stays.</param>
    public bool TryReadMasked(IMaskedLayerGraph graph, ReadOnlySpan<float> mask, ExplainBudget budget, out RegionReading reading)
    {
        reading = default;
        if (!budget.Allows()) return false;
        graph.Run(_picture, mask, _scores);
        _isRead = true;
        reading = _score!.Read(_scores, []);
        budget.Count();
        return true;
    }

    /// <summary>How much of the mask the last pass left: intersection over union, 0..1, of the pixels the target's class wins against
    /// every other class in that pass and in the frame as it is.</summary>
    /// <param name="window">Where to look, in output pixels: a class's other regions are another question.</param>
    /// <returns>Null when the class wins no pixel there in the frame: there is no mask to keep.</returns>
    public double? Overlap(PixelRect window)
    {
        if (!_isRead) Run();
        _pixels!.Mark(_scores, window, _wonLast);
        return ClassPixels.Overlap(_won, _wonLast, Target.Output.Width, window);
    }

    /// <summary>The same for nothing but the reference: known, as v(0) is.</summary>
    public double? EmptyOverlap(PixelRect window) => ClassPixels.Overlap(_won, _wonEmpty, Target.Output.Width, window);

    // A pass that an earlier question about the frame has made costs nothing.
    private bool TryRead(ExplainBudget budget, Span<float> each, Span<byte> won, out RegionReading reading)
    {
        reading = default;
        if (!budget.Allows()) return false;
        var canvas = Shared is null ? default : SharedPasses.KeyOf(_canvas);
        if (Shared?.Find(_target!, canvas, !each.IsEmpty, !won.IsEmpty) is { } seen)
        {
            reading = seen.Reading;
            if (!each.IsEmpty) seen.Odds.CopyTo(each);
            if (!won.IsEmpty) seen.Won.CopyTo(won);
            _isRead = false;
            budget.Reuse();
            return true;
        }
        Run();
        reading = _score!.Read(_scores, each);
        if (!won.IsEmpty) _pixels!.Mark(_scores, new PixelRect(0, 0, _target!.Output.Width, _target.Output.Height), won);
        Shared?.Keep(_target!, canvas, _scores, !each.IsEmpty, !won.IsEmpty);
        budget.Count();
        return true;
    }

    private void Run()
    {
        _runner.Run(_canvas, _target!.OutputIndex, _scores);
        _isRead = true;
    }

    // One that is not finite would stay in every mean it is added to, and be ranked first.
    private void RequireFinite(ReadOnlySpan<float> values, string what)
    {
        if (TensorPrimitives.IsFiniteAll(values)) return;
        var at = 0;
        while (float.IsFinite(values[at])) at++;
        throw new ExplainException(Invariant($"Head '{Target.Output.Head}', class '{Target.ClassName}': {what} (number {at} of {values.Length}) is {values[at]}; expected finite numbers. ")
            + "An operator of the model has no derivative there; ask a method without gradients, such as occlusion or local-occlusion.");
    }

    private float[] OfAim(float[] odds) => double.IsNaN(Full.LogOdds) ? throw new InvalidOperationException("v(1) and v(0) were not read; call TryAim first.") : odds;

    private IGradientGraphs Gradients => _gradients
        ?? throw new ExplainException("This lane has neither gradients nor a look at layers; use a method that only runs the model, such as occlusion or rise.");

    private ExplainQuestion Question
    {
        get
        {
            var pixels = Target.Output.Height * Target.Output.Width;
            if (_weights.Length != pixels) _weights = new float[pixels];
            return _question ??= ExplainQuestion.Of(Target, _weights);
        }
    }

    private void Require(ReadOnlySpan<float> picture, PixelRect content, Target target)
    {
        if (picture.Length != Shape.Length)
            throw new ExplainException($"Picture: {picture.Length} values; the model's input has {Shape.Length} ({Shape}).");
        if (!content.IsInside(Shape.Width, Shape.Height))
            throw new ExplainException($"Content rectangle {content} is not inside the model input {Shape.Width}x{Shape.Height}.");
        if (target.OutputIndex < 0 || target.OutputIndex >= _runner.Outputs.Count || _runner.Outputs[target.OutputIndex] != target.Output)
            throw new ExplainException($"Target: output {target.OutputIndex} of the model is not head '{target.Output.Head}' as asked; "
                + "resolve the target again for this model.");
    }
}
