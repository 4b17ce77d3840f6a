namespace SegEdge.Camera.Live;

/// <summary>The video devices that the system knows.</summary>
public static class V4l2Devices
{
    private const string SysFolder = "/sys/class/video4linux";

    /// <param name="sysRoot">Where the kernel lists them; another place in tests.</param>
    /// <returns>By device number. A camera may have several: its pictures are at the one with index 0, the others carry metadata.</returns>
    public static IReadOnlyList<V4l2Device> List(string sysRoot = SysFolder) =>
        !Directory.Exists(sysRoot)
            ? []
            : [.. Directory.EnumerateFileSystemEntries(sysRoot, "video*").Select(Read).OrderBy(device => device.Path.Length).ThenBy(device => device.Path, StringComparer.Ordinal)];

    private static V4l2Device Read(string folder)
    {
        var path = $"/dev/{Path.GetFileName(folder)}";
        return new V4l2Device(path, Text("name") is { Length: > 0 } name ? name : "without a name", int.TryParse(Text("index"), out var index) ? index : 0, Problem(path));

        string Text(string file) => Path.Combine(folder, file) is var at && File.Exists(at) ? File.ReadAllText(at).Trim() : "";
    }

    private static string? Problem(string path)
    {
        try
        {
            using var device = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
