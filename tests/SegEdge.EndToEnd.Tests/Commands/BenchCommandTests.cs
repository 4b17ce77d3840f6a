using System.Globalization;
using System.Text.RegularExpressions;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

public sealed partial class BenchCommandTests
{
    [Fact]
    public async Task TheReport_HasTheDeviceTheNetworkAndTheConditions()
    {
        using var folder = new TemporaryFolder();
        var report = folder.File("bench.md");
        var (code, text, errors) = await SegEdgeProcess.RunAsync(folder.Path, "bench", "--model", "field", "--frames", "10", "--rounds", "1", "--out", report, "--set", "Logging:LogLevel:Default=Warning");

        Assert.True(code == 0, errors);
        Assert.Equal(text, await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken));
        // What is printed as ratio is the ratio of what is printed as rates, and both were measured: no way is a thousand times another.
        var rates = Row().Matches(text).ToDictionary(m => m.Groups[1].Value.Trim(), m => double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));
        var ratio = double.Parse(Ratio().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal(rates["device"] / rates["network alone, as deployed"], ratio, 0.01);
        Assert.InRange(ratio, 0.05, 1.5);
        Assert.True(rates["source alone"] > rates["network alone, as deployed"], text);
        foreach (var condition in (string[])["| source | film |", "| explanations | off |", "| model | field ", "| processor | ", "| ONNX Runtime | "]) Assert.Contains(condition, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCannotBeMeasured_IsSaid_BeforeAnythingIs()
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = await SegEdgeProcess.RunAsync(folder.Path, "bench", "--source", "simulated");
        Assert.Equal(2, code);
        Assert.Contains("error: --source: 'simulated", errors, StringComparison.Ordinal);
        Assert.Contains("the camera itself sets the pace", errors, StringComparison.Ordinal);

        var still = SharedData.Require("data/carnd-lanelines/solidWhiteRight.jpg");
        (code, _, errors) = await SegEdgeProcess.RunAsync(folder.Path, "bench", "--source", still);
        Assert.Equal(2, code);
        Assert.Contains("has 1 pictures, 20 warm up, so at most 0 can be counted", errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| ([^|]+) \| ([\d.]+) \| [\d.]+ \| [\d.]+ \| [\d.]+ \| [\d,]+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^# .*: ([\d.]+) of its network alone$", RegexOptions.Multiline)]
    private static partial Regex Ratio();
}
