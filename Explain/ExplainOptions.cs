namespace SegEdge.Explain;

/// <summary>How much an explanation may cost and how it is judged.</summary>
public sealed record ExplainOptions
{
    /// <summary>Fitted: of maps that were made wrong on purpose it catches nineteen in twenty (docs/method.md, Certificate).</summary>
    public const double DefaultFaithfulness = 0.55;

    /// <summary>One of <see cref="ExplainerSet.Names"/>, or <see cref="ExplainerSet.Auto"/>.</summary>
    public string Method { get; init; } = ExplainerSet.Auto;

    /// <summary>What everything together may cost, in forward passes: frame, references, map and judgement. A gradient counts as
    /// <see cref="IGradientGraphs.PassesPerGradient"/>. The default is 5 for frame and references, 90 for sixteen coalition gradients and the choice
    /// among their maps, 57 to judge the answer by two curves and one random control.</summary>
    public int Passes { get; init; } = 152;

    /// <summary>Time of everything together; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan Time { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Null: about 32 model input pixels per cell.</summary>
    public CellCount? Cells { get; init; }

    /// <summary>One of <see cref="ReferenceSet.Names"/>; null tries them all and takes the one with the lowest v(0).</summary>
    public string? Reference { get; init; }

    public long Seed { get; init; }

    public JudgeKind Judge { get; init; } = JudgeKind.Certificate;

    /// <summary>Points of an insertion or deletion curve, 2 or more.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Random maps that the answer is held against; fewer, or none, are made when passes are short.</summary>
    public int RandomDraws { get; init; } = 3;

    /// <summary>The least v(1) - v(0). Null takes <see cref="DefaultContrast"/>.</summary>
    public double? ContrastThreshold { get; init; }

    /// <summary>Insertion AUC - deletion AUC must be above this share of <see cref="Attainable.Gap"/>.</summary>
    public double FaithfulnessThreshold { get; init; } = DefaultFaithfulness;

    /// <summary>Normalised colour of <see cref="DatasetMeanReference"/>, one value per channel; empty means zeros.</summary>
    public IReadOnlyList<float> DatasetMean { get; init; } = [];

    /// <summary>Log-odds: 1 nat, when hiding the whole frame divides the odds by less than e, the cells share out little
    /// more than the model's own noise. A class map's score is a share in -1..1: 0.5, a quarter of the pixels changing sides.</summary>
    public static double DefaultContrast(ScoreKind kind) => kind == ScoreKind.ClassIndex ? 0.5 : 1;

    /// <exception cref="ExplainException">Lists everything that is wrong at once.</exception>
    public void Validate()
    {
        var wrong = new List<string>();
        if (!ExplainerSet.IsName(Method)) wrong.Add($"Method '{Method}' is unknown; expected {ExplainerSet.Auto} or one of {string.Join(", ", ExplainerSet.Names)}.");
        if (Passes < 1) wrong.Add($"Passes is {Passes}; expected 1 or more.");
        if (Time <= TimeSpan.Zero && Time != Timeout.InfiniteTimeSpan) wrong.Add($"Time is {Time}; expected above 0.");
        if (Cells is { } cells && (cells.Columns is < 1 or > CellCount.Most || cells.Rows is < 1 or > CellCount.Most))
            wrong.Add($"Cells is {cells}; expected 1..{CellCount.Most} per side.");
        if (Reference is not null && !ReferenceSet.Names.Contains(Reference))
            wrong.Add($"Reference '{Reference}' is unknown; expected one of {string.Join(", ", ReferenceSet.Names)}.");
        if (Steps < 2) wrong.Add($"Steps is {Steps}; expected 2 or more.");
        if (RandomDraws < 0) wrong.Add($"RandomDraws is {RandomDraws}; expected 0 or more.");
        if (double.IsNaN(ContrastThreshold ?? 0) || double.IsNaN(FaithfulnessThreshold))
            wrong.Add("A threshold is NaN; expected a number.");
        if (wrong.Count > 0) throw new ExplainException("Explain options: " + string.Join(' ', wrong));
    }
}
