namespace SegEdge.Camera.Tests.Live;

/// <summary>What this process holds of the system: its open pipes, sockets and files, and its children. Assemblies do not count: .NET opens one
/// when it is first needed and keeps it.</summary>
internal sealed class Resources
{
    private readonly string[] _files = [.. new DirectoryInfo("/proc/self/fd").EnumerateFiles()
        .Where(file => file.LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) == false).Select(file => $"{file.Name} -> {file.LinkTarget}")];
    private readonly int _children = Directory.EnumerateDirectories("/proc/self/task")
        .Sum(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);

    private Resources() { }

    public static Resources Now()
    {
        // What .NET frees only with the collector (a Process that nobody disposed) must count, and not when it is collected.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return new();
    }

    /// <summary>As many as before: not one open file, not one process more.</summary>
    public void AssertSame(Resources after)
    {
        Assert.Equal(_children, after._children);
        Assert.True(_files.Length == after._files.Length,
            $"{_files.Length} open files before, {after._files.Length} after; new: {string.Join(", ", after._files.Except(_files))}; gone: {string.Join(", ", _files.Except(after._files))}");
    }
}
