namespace SegEdge.Explain;

/// <summary>The explainers by name.</summary>
public static class ExplainerSet
{
    private static readonly IExplainer[] All =
        [new Occlusion(), new Rise(), new RandomMap(), new KernelShap(), new Lime(), new RegionMaskMap(), new EdgeMap()];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(e => e.Name)];

    /// <exception cref="ExplainException">Not one of <see cref="Names"/>.</exception>
    public static IExplainer Find(string name) =>
        All.FirstOrDefault(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ExplainException($"Explanation method '{name}' is unknown; expected one of {string.Join(", ", Names)}.");
}
