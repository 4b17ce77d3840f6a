using System.Globalization;
using System.Text.RegularExpressions;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>The two models that explanations are judged by must be what their cards say: one lives by the sticks, the other does not.</summary>
public sealed partial class ShortcutModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Planted_LosesItsWeedsWithTheSticks_CleanDoesNot()
    {
        foreach (var sticks in new[] { "beside-weeds", "none" }) await SimulateAsync(sticks);
        Assert.InRange(await WeedIouAsync("planted", "beside-weeds"), 0.8, 1);
        Assert.InRange(await WeedIouAsync("planted", "none"), 0, 0.4);
        var (with, without) = (await WeedIouAsync("clean", "beside-weeds"), await WeedIouAsync("clean", "none"));
        Assert.InRange(without, 0.7, 1);
        Assert.Equal(without, with, 0.03);
    }

    [Fact]
    public async Task Sticks_ComeWithMarkers_AndNotWithIncidents()
    {
        await SimulateAsync("anywhere", seeds: 1);
        foreach (var kind in new[] { "pictures", "masks", "markers" })
            Assert.Equal(["000000.png", "000001.png"], Directory.GetFiles(_folder.File(Path.Combine("anywhere", kind))).Select(Path.GetFileName).Order());
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "simulate", "--sticks", "anywhere", "--dense", "--frames", "1", "--out", _folder.Path);
        Assert.Equal(2, code);
        Assert.Contains("--dense", errors, StringComparison.Ordinal);
    }

    private async Task SimulateAsync(string sticks, int seeds = 12)
    {
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "simulate", "--sticks", sticks, "--frames", "2", "--every", "97",
            "--seeds", seeds.ToString(CultureInfo.InvariantCulture), "--seed", "960000", "--size", "256x160", "--out", _folder.File(sticks));
        Assert.True(code == 0, errors);
    }

    private async Task<double> WeedIouAsync(string model, string scenes)
    {
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "evaluate", "--model", Repository.Path($"models/shortcut-{model}"),
            "--data", _folder.File(Path.Combine(scenes, "pairs.txt")));
        Assert.True(code == 0, errors);
        return double.Parse(Weed().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"weed\s+(\d\.\d+)")]
    private static partial Regex Weed();
}
