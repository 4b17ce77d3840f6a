using System.Globalization;

namespace SegEdge.EdgeHost.Swap;

/// <summary>How much memory this process may still take: what the machine has, or what its container may have.</summary>
internal static class AvailableMemory
{
    /// <param name="root">Of /proc and /sys.</param>
    /// <returns>Bytes; null where the system does not say.</returns>
    public static long? Read(string root = "/")
    {
        var machine = Field(Path.Combine(root, "proc/meminfo"), "MemAvailable:") * 1024;
        var container = Number(Path.Combine(root, "sys/fs/cgroup/memory.max")) - Number(Path.Combine(root, "sys/fs/cgroup/memory.current"));
        return container < machine || machine is null ? container ?? machine : machine;
    }

    /// <summary>Resident memory of this process in bytes; 0 where the system does not say.</summary>
    public static long Resident() => Field("/proc/self/status", "VmRSS:") * 1024 ?? 0;

    private static long? Field(string path, string name) => Lines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        && long.TryParse(line[name.Length..].Trim().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes : null;

    // "max" is no limit.
    private static long? Number(string path) =>
        long.TryParse(Lines(path).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // expected: another system, or no container
        {
            return [];
        }
    }
}
