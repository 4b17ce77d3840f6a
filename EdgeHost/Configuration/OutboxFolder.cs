using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Where this device's unsent messages wait.</summary>
internal static class OutboxFolder
{
    /// <summary>Null: in memory. By default a folder of its own for each site and name in <see cref="UserData"/>.</summary>
    public static string? Of(SegEdgeOptions options) => options.Outbox.Folder switch
    {
        null or "" => null,
        // '@' is in no id, so no two devices get one folder, and no id can lead out of it.
        "auto" => Path.Combine(UserData.Folder, "outbox", $"{options.Device.Site}@{options.Device.EffectiveName}"),
        var folder => folder,
    };
}
