using System.Diagnostics;
using SegEdge.Pipeline.Engines;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Engines;

/// <summary>A cache, and builders in processes of their own that end when they are told.</summary>
internal sealed class EngineRig : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "SegEdge.Engine.Rig");

    private readonly TemporaryFolder _folder = new(), _gates = new();

    public EngineRig() => Cache = new EngineCache(_folder.Path);

    public EngineKey Key { get; init; } = new("a", "1.31.1", "10.3.0", "12.6", "87", "fp16", "fixed");

    public EngineCache Cache { get; }

    public EngineOrder Order => new(Key, "tiny", "graph.onnx", _folder.Path, new Dictionary<string, string>());

    public string Gate => _gates.File("go");

    public EngineBuilder Builder => new([Program, Gate], TimeProvider.System);

    /// <summary>Processes that hold the lock and are in the middle of an engine.</summary>
    public IReadOnlyList<int> Building => [.. Directory.EnumerateFiles(_gates.Path, "*.building").Select(path => int.Parse(Path.GetFileName(path).Split('.')[1]))];

    /// <summary>What a half-valid cache would show: folders of engines, finished or not.</summary>
    public IReadOnlyList<string> Folders => [.. Directory.EnumerateDirectories(_folder.Path).Select(d => Path.GetFileName(d)).Where(name => name is not ("timing" or "quarantine")).Order()];

    public Task<string?> BuildAsync(TimeSpan? longest = null) =>
        Builder.BuildAsync(Order, longest ?? TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

    public async Task<int> BuildingAsync(int but = 0)
    {
        await Eventually.TrueAsync(() => Building.Any(id => id != but), "a builder builds");
        return Building.First(id => id != but);
    }

    public void Go(string how = "") => File.WriteAllText(Gate, how);

    public void Stop() => File.Delete(Gate);

    public static void Kill(int process) => Process.GetProcessById(process).Kill();

    public void Dispose()
    {
        _folder.Dispose();
        _gates.Dispose();
    }
}
