namespace SegEdge.EdgeHost.Configuration;

/// <summary>Where this device's unsent messages wait.</summary>
internal static class OutboxFolder
{
    // '@' is in no id, so no two devices get one folder, and no id can lead out of it.
    /// <summary>Null: in memory. By default a folder of its own for each site and name under the user's data folder (<c>SEGEDGE_HOME</c>).</summary>
    public static string? Of(SegEdgeOptions options) => options.Outbox.Folder switch
    {
        null or "" => null,
        "auto" => Path.Combine(Data, "outbox", $"{options.Device.Site}@{options.Device.EffectiveName}"),
        var folder => folder,
    };

    private static string Data =>
        Environment.GetEnvironmentVariable("SEGEDGE_HOME") is { Length: > 0 } home ? home
        : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? Path.Combine(data, "segedge")
        : Path.Combine(Path.GetTempPath(), "segedge");
}
