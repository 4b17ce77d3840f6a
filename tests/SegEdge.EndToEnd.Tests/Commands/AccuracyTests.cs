using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>A wrong preprocessing looks plausible and is worthless: only accuracy tells.</summary>
public sealed partial class AccuracyTests
{
    [Fact]
    public async Task EspNet_OnCamVid_ReachesItsPublishedAccuracy()
    {
        SharedData.Require("data/camvid/test.txt"); // before the weights, whose absence would be another reason
        using var home = await ModelHome.WithAsync("espnet-camvid");
        await AssertOnCamVidAsync(home.Path, "espnet-camvid", 0.55);
    }

    [Fact]
    public async Task LittleWNet_OnChaseDb_FindsVessels()
    {
        var list = SharedData.Require("data/chasedb1/test.txt");
        using var home = await ModelHome.WithAsync("lwnet-vessels");
        var table = await EvaluateAsync(home.Path, "--model", "lwnet-vessels", "--data", list, "--area", "fov");
        Assert.True(Read(MeanDice(), table) >= 0.68, table);
    }

    [Fact, Trait("run", "long")]
    public async Task BundledField_OnSeedsItNeverSaw_IsAccurate()
    {
        using var folder = new TemporaryFolder();
        // 50 fields, 4 pictures each, with every class in enough of them; the seeds of the model card.
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "simulate", "--dense", "--frames", "4", "--seeds", "50", "--seed", "920000", "--out", folder.Path);
        Assert.True(code == 0, errors);
        var table = await EvaluateAsync(null, "--model", "field", "--data", folder.File("pairs.txt"));
        TestContext.Current.TestOutputHelper?.WriteLine(table);
        Assert.Contains("200 pictures", table, StringComparison.Ordinal);
        Assert.True(Read(MeanIou(), table) >= 0.75, table);
    }

    [Fact]
    public Task BundledRoad_OnCamVid_IsNoWorseThanTheEspNetThere() => AssertOnCamVidAsync(null, "road", 0.57);

    [Fact]
    public async Task BundledCropWeed_OnTheTestPicturesOfCwfid_IsAsGoodAsItsCardSays()
    {
        var set = SharedData.Require("data/cwfid");
        using var folder = new TemporaryFolder();
        using var split = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(set, "split.json"), TestContext.Current.CancellationToken));
        await File.WriteAllLinesAsync(folder.File("test.txt"), split.RootElement.GetProperty("test").EnumerateArray().Select(n => $"{n.GetInt32():000}")
            .Select(n => $"{set}/images/{n}.jpg {set}/annotations/{n}.png"), TestContext.Current.CancellationToken);
        var table = await EvaluateAsync(null, "--model", "crop-weed", "--data", folder.File("test.txt"));
        TestContext.Current.TestOutputHelper?.WriteLine(table);
        Assert.Contains("11 pictures", table, StringComparison.Ordinal);
        Assert.True(Read(MeanIou(), table) >= 0.75, table);
    }

    private static async Task AssertOnCamVidAsync(string? home, string model, double least)
    {
        var table = await EvaluateAsync(home, "--model", model, "--data", SharedData.Require("data/camvid/test.txt"), "--ignore", "11");
        TestContext.Current.TestOutputHelper?.WriteLine(table);
        Assert.Contains("117 pictures", table, StringComparison.Ordinal);
        Assert.True(Read(MeanIou(), table) >= least, table);
    }

    private static async Task<string> EvaluateAsync(string? home, params string[] arguments)
    {
        var (code, output, errors) = await SegEdgeProcess.RunAsync(home, ["evaluate", .. arguments]);
        Assert.True(code == 0, errors);
        return output;
    }

    private static double Read(Regex what, string table) => double.Parse(what.Match(table).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"mIoU (0\.\d+)")]
    private static partial Regex MeanIou();

    [GeneratedRegex(@"mean Dice of 'vessel' over pictures (0\.\d+)")]
    private static partial Regex MeanDice();
}
