using System.Text.RegularExpressions;
using System.Xml.Linq;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

public sealed partial class FleetReportCommandTests(SimulatedArchives archives) : IClassFixture<SimulatedArchives>
{
    [Fact]
    public async Task WhatIsPlanted_IsNamedWithFramesThatShowIt_AndTheGateStops()
    {
        using var folder = new TemporaryFolder();
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "fleet", "report", "--data", archives.Planted, "--out", folder.Path, "--gate", "1.4.0:1.5.0");
        Assert.True(code == 3, errors);
        var named = output.Split('\n').Where(line => line.StartsWith("weak spot:", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, named.Length);
        Assert.Contains(named, line => line.StartsWith("weak spot: model field 1.5.0 (", StringComparison.Ordinal));
        Assert.Contains(named, line => line.StartsWith($"weak spot: camera {SimulatedArchives.Mud} (", StringComparison.Ordinal));
        Assert.Contains("gate: stops", output);

        var markdown = await File.ReadAllTextAsync(folder.File("report.md"), TestContext.Current.CancellationToken);
        Assert.All(["## Weak spots", "## Where 1.4.0 and 1.5.0 look", "## How it was decided", "## What is missing"], section => Assert.Contains(section, markdown));
        var frames = PictureLink().Matches(markdown).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(frames);
        Assert.All(frames, frame => Assert.True(File.Exists(folder.File(frame)), frame));
        Assert.Equal(File.ReadLines(folder.File("slices.csv")).First().Split(',').Length, File.ReadLines(folder.File("slices.csv")).Last().Split(',').Length);
    }

    [Fact]
    public async Task AHealthyFleet_AccusesNobody_AndItsGatePasses()
    {
        using var folder = new TemporaryFolder();
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "fleet", "report", "--data", archives.Healthy, "--out", folder.Path, "--gate", "1.4.0:1.5.0");
        Assert.True(code == 0, errors + output);
        Assert.Contains("no weak spot among", output);
        Assert.Contains("gate: passes", output);
    }

    [Fact]
    public async Task ThePage_AsksNobodyForAnything_AndEveryDrawingHasWords()
    {
        using var folder = new TemporaryFolder();
        await SegEdgeProcess.RunAsync(null, "fleet", "report", "--data", archives.Planted, "--out", folder.Path, "--since", "30d");
        var html = await File.ReadAllTextAsync(folder.File("report.html"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script", html);
        Assert.All(Resource().Matches(html).Select(match => match.Value), link => Assert.Contains("data:image/", link));
        var drawings = Drawing().Matches(html).Select(match => XElement.Parse(match.Value)).ToArray();
        Assert.NotEmpty(drawings);
        Assert.All(drawings, drawing => Assert.NotEmpty(drawing.Elements().First(e => e.Name.LocalName == "title").Value));
        Assert.DoesNotMatch("<img (?![^>]*alt=\"[^\"]+\")", html);
        Assert.Contains("prefers-color-scheme: dark", html);
        Assert.Contains("width=device-width", html);
    }

    [Fact]
    public async Task ADamagedFile_IsNamed_AndTheOthersAreReported()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(archives.Healthy, "events"), "*.parquet", SearchOption.AllDirectories).Order().Take(12))
        {
            var copy = Path.Combine(folder.Path, "data", Path.GetRelativePath(archives.Healthy, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var spoiled = Directory.EnumerateFiles(folder.File("data"), "*.parquet", SearchOption.AllDirectories).Order().First();
        var bytes = await File.ReadAllBytesAsync(spoiled, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(spoiled, bytes.AsMemory(0, bytes.Length / 2), TestContext.Current.CancellationToken);
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "fleet", "report", "--data", folder.File("data"), "--out", folder.File("out"));
        Assert.True(code == 0, errors);
        Assert.Contains($"Not read: {Path.GetRelativePath(Path.Combine(folder.File("data"), "events"), spoiled)}", await File.ReadAllTextAsync(folder.File("out/report.md"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--gate", "1.4.0", "expected OLD:NEW")]
    [InlineData("--gate", "1.4.0:9.9.9", "Model version '9.9.9': no event with a heat map")]
    [InlineData("--since", "yesterday", "--since yesterday: expected a time")]
    [InlineData("--since", "2099-01-01", "No event was captured")]
    public async Task WhatCannotBeAnswered_IsSaid(string option, string value, string says)
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "fleet", "report", "--data", archives.Healthy, "--out", folder.Path, option, value);
        Assert.Equal(2, code);
        Assert.Contains(says, errors);
    }

    [Fact]
    public async Task AnEmptyFolder_IsAnError()
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "fleet", "report", "--data", folder.Path, "--out", folder.File("out"));
        Assert.Equal(2, code);
        Assert.Contains("no Parquet file of events", errors);
    }

    [GeneratedRegex(@"\]\((frames/[^)]+)\)")]
    private static partial Regex PictureLink();

    [GeneratedRegex("(src|href|url)[=(][^ >]{0,80}|@import")]
    private static partial Regex Resource();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Drawing();
}
