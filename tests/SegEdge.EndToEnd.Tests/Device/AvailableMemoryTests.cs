using SegEdge.EdgeHost.Swap;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>What may still be taken, on made-up machines.</summary>
public sealed class AvailableMemoryTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(null, null, 2000L * 1024)]
    [InlineData("max", "5000", 2000L * 1024)]
    [InlineData("1000000", "400000", 600_000L)]
    [InlineData("9000000000", "400000", 2000L * 1024)]
    public void TheTighterOfMachineAndContainer_Counts(string? most, string? current, long expected)
    {
        Write("proc/meminfo", "MemTotal:        8000 kB\nMemFree:          100 kB\nMemAvailable:    2000 kB\n");
        if (most is not null) Write("sys/fs/cgroup/memory.max", most + "\n");
        if (current is not null) Write("sys/fs/cgroup/memory.current", current + "\n");
        Assert.Equal(expected, AvailableMemory.Read(_root.Path));
    }

    [Fact]
    public void WhereNothingIsSaid_NothingIsKnown() => Assert.Null(AvailableMemory.Read(_root.Path));

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(path))!);
        File.WriteAllText(_root.File(path), text);
    }
}
