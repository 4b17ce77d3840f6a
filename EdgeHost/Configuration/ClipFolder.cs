using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Where this device's clips lie.</summary>
internal static class ClipFolder
{
    /// <summary>By default a folder of its own for each site and name in <see cref="UserData"/>.</summary>
    public static string Of(SegEdgeOptions options) => options.Clips.Folder == "auto"
        ? Path.Combine(UserData.Folder, "clips", $"{options.Device.Site}@{options.Device.EffectiveName}")
        : options.Clips.Folder;
}
