using System.Text.RegularExpressions;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Arm64;

/// <summary>deploy/opencv against the managed half of OpenCvSharp and against what SegEdge calls of it.</summary>
public sealed partial class NativeBridgeTests
{
    private static readonly Dictionary<string, int> Exported = Directory.EnumerateFiles(Repository.Path("deploy/opencv"), "*.cpp").SelectMany(file => Declaration().Matches(File.ReadAllText(file)))
        .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Length == 0 ? 0 : m.Groups[2].Value.Split(',').Length);

    [Fact]
    public void EveryFunctionThatSegEdgeCanReach_IsThere_WithAsManyParameters()
    {
        var needed = NativeCalls.Reachable(Path.Combine(AppContext.BaseDirectory, "OpenCvSharp.dll"), Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(IsOurs)).Where(f => !IsNeverMade(f.Key)).ToArray();
        Assert.InRange(needed.Length, 100, 200); // the walk has gone all the way, and not through everything
        var wrong = needed.Where(f => Exported.GetValueOrDefault(f.Key, -1) != f.Value).Select(f => $"{f.Key} takes {f.Value}, deploy/opencv has {(Exported.TryGetValue(f.Key, out var has) ? has : "none")}");
        Assert.Empty(wrong);
    }

    // Only what is shipped: tests write videos, and a device does not.
    private static bool IsOurs(string path) => Path.GetFileName(path) is "segedge.dll" or "SegEdge.Camera.dll" or "SegEdge.Explain.dll" or "SegEdge.Pipeline.dll";

    // Behind a constructor that takes anything: matrices on a graphics card and fixed vectors are never handed over. LoadLibrary is Windows'.
    private static bool IsNeverMade(string name) => name == "LoadLibrary" || name.EndsWith("_byUMat", StringComparison.Ordinal) || FixedVector().IsMatch(name);

    [GeneratedRegex(@"^EXPORT [\w:]+\*? (\w+)\(([^)]*)\)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex("_byVec[a-z]$")]
    private static partial Regex FixedVector();
}
