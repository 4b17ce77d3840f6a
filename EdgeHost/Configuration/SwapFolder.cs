using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Where a device is asked for another model, and remembers which is current.</summary>
internal static class SwapFolder
{
    /// <summary>Null: nowhere. By default a folder of its own for each site and name in <see cref="UserData"/>.</summary>
    public static string? Of(SegEdgeOptions options) => options.Model.Swap.Folder switch
    {
        null or "" => null,
        "auto" => Path.Combine(UserData.Folder, "swap", $"{options.Device.Site}@{options.Device.EffectiveName}"),
        var folder => folder,
    };
}
