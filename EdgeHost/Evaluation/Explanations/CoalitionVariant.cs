using System.Globalization;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>Coalition gradients made otherwise, for ablations. Textual form: <c>coalitions/FAMILIES/K[/plain|/prior]</c>, such as <c>coalitions/smooth/8</c>.</summary>
/// <remarks>FAMILIES: names of <see cref="CoalitionFamily"/> joined by '+', which take turns, one pair each (<c>straight+smooth</c>), or <c>mixture</c>,
/// that of the standard method. K: number of coalitions. <c>plain</c>: independent draws instead of antithetic pairs. <c>prior</c>: drawn
/// towards local evidence. The mean of all is the map: nothing is selected by probe.</remarks>
internal static class CoalitionVariant
{
    public const string Form = Prefix + "FAMILIES/K[/plain|/prior]";

    private const string Prefix = "coalitions/", Mixture = "mixture";

    // What a person waits for: with it a map costs 3000 passes.
    private const int Most = 1000;

    private static readonly string[] Families = [.. Enum.GetNames<CoalitionFamily>().Select(n => n.ToLowerInvariant())];

    public static bool IsOne(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <returns>Its name is the textual form.</returns>
    /// <exception cref="UsageException">Another form, family or number.</exception>
    public static CoalitionGradients Parse(string text)
    {
        var name = text.ToLowerInvariant();
        if (name.Split('/') is not [_, var families, var count, .. var rest]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most is < 1 or > Most
            || rest is not ([] or ["plain"] or ["prior"]))
            throw new UsageException($"--methods: '{text}': expected {Form} with K in 1..{Most}, such as coalitions/straight+smooth/8 or coalitions/smooth/8/plain.");
        var turns = families == Mixture ? CoalitionGradients.Mixture : [.. families.Split('+').Select(f => Family(f, text))];
        return new CoalitionGradients(name, turns, most, antithetic: rest is not ["plain"], prior: rest is ["prior"]);
    }

    private static CoalitionFamily Family(string family, string text) => Array.IndexOf(Families, family) is >= 0 and var index
        ? Enum.GetValues<CoalitionFamily>()[index]
        : throw new UsageException($"--methods: '{text}': no family '{family}'; expected {Mixture}, or of {string.Join(", ", Families)} one or more joined by '+'.");
}
