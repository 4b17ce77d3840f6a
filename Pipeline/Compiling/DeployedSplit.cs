namespace SegEdge.Pipeline.Compiling;

/// <summary>Which of the work around the network is done inside the graph; the rest is vectorised C#. Both give the same class maps.</summary>
/// <param name="Pixels">Colour order, mean, std, scale and layout.</param>
/// <param name="Classes">Class maps, margins and statistics.</param>
public sealed record DeployedSplit(bool Pixels, bool Classes)
{
    public static DeployedSplit Graph { get; } = new(true, true);

    public static DeployedSplit Host { get; } = new(false, false);

    public override string ToString() => $"pixels {Where(Pixels)}, classes {Where(Classes)}";

    private static string Where(bool graph) => graph ? "in the graph" : "on the host";
}
