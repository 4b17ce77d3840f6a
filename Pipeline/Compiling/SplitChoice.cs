using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Compiling;

/// <summary>Which split of the work runs, and why that one.</summary>
public sealed record SplitChoice(DeployedSplit Split, string Reason)
{
    // The graph reads two classes with one comparison; of more it makes a chain of whole planes, where the host looks at each pixel once.
    private const int MostClassesInTheGraph = 2;

    /// <remarks>On the CPU provider: docs/decisions/0007. A letterbox's padding is the data set's mean, which whole grey levels cannot say:
    /// there the host prepares the floats.</remarks>
    public static SplitChoice For(RuntimeOptions options, ModelManifest manifest)
    {
        if (options.Split == "host") return new SplitChoice(DeployedSplit.Host, "configured");
        var (split, reason) = options.Split == "graph" ? (DeployedSplit.Graph, "configured")
            : options.Provider == "cpu" ? (new DeployedSplit(Pixels: true, manifest.Heads.All(h => h.Classes.Count <= MostClassesInTheGraph)), "cpu: measured the fastest")
            : (DeployedSplit.Graph, $"{options.Provider}: pixels cross the bus as bytes, and classes too");
        if (manifest.Heads.Any(h => h.Instances is not null)) (split, reason) = (split with { Classes = false }, reason + "; the host finds the instances");
        if (manifest.Tiling is not null) (split, reason) = (split with { Classes = false }, reason + "; tiling: the host blends the tiles' scores");
        return manifest.Input.Resize == ResizeMode.Letterbox
            ? new SplitChoice(split with { Pixels = false }, reason + "; letterbox: the host prepares the picture")
            : new SplitChoice(split, reason);
    }

    public override string ToString() => $"{Split} ({Reason})";
}
