using System.Globalization;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A method under study and the passes it may take. Textual form: <c>rise:2000</c>; without a number the passes that it can use.</summary>
internal sealed record StudyMethod(IExplainer Explainer, int? Passes)
{
    /// <summary>All of <see cref="ExplainerSet"/>; those that never end get the passes of the published comparisons.</summary>
    public static readonly string Standard = string.Join(',', ExplainerSet.Names.Select(n => n switch { "rise" => "rise:2000", "kernelshap" or "lime" => $"{n}:1600", _ => n }));

    public string Name => Explainer.Name;

    /// <exception cref="UsageException">Neither a method nor METHOD:PASSES; a method that never ends without passes; one named twice, which a
    /// <see cref="StudyLog"/> could not tell apart; none.</exception>
    public static IReadOnlyList<StudyMethod> Parse(string list)
    {
        StudyMethod[] methods = [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(One)];
        if (methods.Length == 0) throw new UsageException($"--methods: '{list}' names no method.");
        return methods.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new UsageException($"--methods: '{twice.Key}' is named twice; ask for other passes in a study of its own, with another --out.")
            : methods;
    }

    public int PassesOn(CellGrid grid) => Passes ?? Explainer.UsefulPasses(grid);

    private static StudyMethod One(string text)
    {
        var parts = text.Split(':');
        IExplainer explainer;
        try
        {
            explainer = ExplainerSet.Find(parts[0]);
        }
        catch (ExplainException e)
        {
            throw new UsageException($"--methods: {e.Message}");
        }
        int? passes = null;
        if (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) passes = number;
        else if (parts.Length > 1) throw new UsageException($"--methods: '{text}': expected METHOD or METHOD:PASSES with a whole number above 0.");
        return passes is null && explainer.UsefulPasses(new CellGrid(new PixelRect(0, 0, 64, 64))) == int.MaxValue
            ? throw new UsageException($"--methods: '{text}' gets better with every pass; say how many, such as {text}:1600.")
            : new StudyMethod(explainer, passes);
    }
}
