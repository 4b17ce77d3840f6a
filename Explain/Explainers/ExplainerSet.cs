namespace SegEdge.Explain;

/// <summary>The explainers by name.</summary>
public static class ExplainerSet
{
    /// <summary>The default where the model has gradients: sixteen coalition gradients and the choice among their maps by probe.</summary>
    public const string Standard = "scg";

    /// <summary>The default of a model that can only be run forward.</summary>
    public const string ForwardOnly = "occlusion";

    /// <summary><see cref="Standard"/> where the model has gradients, else <see cref="ForwardOnly"/>.</summary>
    public const string Auto = "auto";

    private static readonly IExplainer[] All =
    [
        new SelectedCoalitionGradients(Standard, 16),
        new CoalitionGradients("coalition-gradients", CoalitionGradients.Mixture, 8, prior: true),
        new IntegratedGradients("integrated-gradients", 16), new IntegratedGradients("integrated-gradients-64", 64),
        new SmoothGrad("smoothgrad", 16), new GradientTimesInput(),
        new ClassActivation("seg-grad-cam", everyPlace: false), new ClassActivation("hirescam", everyPlace: true),
        new ScoreCam(), new ReciproCam(), new Occlusion(), new LocalOcclusion(), new Rise(), new KernelShap(), new Lime(),
        new RandomMap(), new RegionMaskMap(), new EdgeMap(),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(e => e.Name)];

    public static bool IsName(string name) =>
        name.Equals(Auto, StringComparison.OrdinalIgnoreCase) || Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ExplainException">Not one of <see cref="Names"/>.</exception>
    public static IExplainer Find(string name) =>
        All.FirstOrDefault(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ExplainException($"Explanation method '{name}' is unknown; expected one of {string.Join(", ", Names)}.");
}
