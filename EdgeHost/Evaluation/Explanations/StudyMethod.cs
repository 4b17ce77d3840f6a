using System.Globalization;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A method under study and the passes it may take. Textual form: <c>rise:2000</c>; without a number the passes that it can use.</summary>
/// <param name="Explainer">Makes the map; of <see cref="WrongMaps"/> the one that is then put to the wrong question.</param>
internal sealed record StudyMethod(string Name, IExplainer Explainer, int? Passes)
{
    /// <summary>All of <see cref="ExplainerSet"/>; those that use every pass they get have those of the published comparisons.</summary>
    public static readonly string Standard = string.Join(',', ExplainerSet.Names.Select(n => n switch { "rise" => "rise:2000", "kernelshap" or "lime" or "score-cam" => $"{n}:1600", _ => n }));

    /// <summary>What may be named, for people.</summary>
    public static readonly string Allowed = string.Join(", ", [.. ExplainerSet.Names, CoalitionVariant.Form, .. WrongMaps.Names]);

    public bool IsWrong => WrongMaps.Names.Contains(Name);

    /// <exception cref="UsageException">Neither a method nor METHOD:PASSES; a method that uses every pass it gets, without passes; one named twice, which a
    /// <see cref="StudyLog"/> could not tell apart; none.</exception>
    public static IReadOnlyList<StudyMethod> Parse(string list)
    {
        StudyMethod[] methods = [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(One)];
        if (methods.Length == 0) throw new UsageException($"--methods: '{list}' names no method.");
        if (methods.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException($"--methods: '{twice.Key}' is named twice; ask for other passes in a study of its own, with another --out.");
        // Wrong maps are made of the standard method's as it is in this study.
        return methods.FirstOrDefault(m => m.Name == ExplainerSet.Standard) is { } standard
            ? [.. methods.Select(m => m.IsWrong ? m with { Passes = standard.Passes } : m)]
            : methods;
    }

    public int PassesOn(CellGrid grid) => Passes ?? Explainer.UsefulPasses(grid);

    private static StudyMethod One(string text)
    {
        var parts = text.Split(':');
        if (WrongMaps.Names.FirstOrDefault(n => n.Equals(parts[0], StringComparison.OrdinalIgnoreCase)) is { } wrong)
        {
            return parts.Length == 1
                ? new StudyMethod(wrong, ExplainerSet.Find(ExplainerSet.Standard), null)
                : throw new UsageException($"--methods: '{text}': a wrong map is made of that of {ExplainerSet.Standard}; give the passes there, such as {ExplainerSet.Standard}:{parts[1]},{wrong}.");
        }
        var explainer = Find(parts[0]);
        int? passes = null;
        if (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) passes = number;
        else if (parts.Length > 1) throw new UsageException($"--methods: '{text}': expected METHOD or METHOD:PASSES with a whole number above 0.");
        return passes is null && explainer.UsefulPasses(new CellGrid(new PixelRect(0, 0, 64, 64))) == int.MaxValue
            ? throw new UsageException($"--methods: '{text}' uses every pass it gets; say how many, such as {text}:1600.")
            : new StudyMethod(explainer.Name, explainer, passes);
    }

    private static IExplainer Find(string name) =>
        CoalitionVariant.IsOne(name) ? CoalitionVariant.Parse(name)
        : ExplainerSet.Names.Contains(name, StringComparer.OrdinalIgnoreCase) ? ExplainerSet.Find(name)
        : throw new UsageException($"--methods: Explanation method '{name}' is unknown; expected one of {Allowed}.");
}
