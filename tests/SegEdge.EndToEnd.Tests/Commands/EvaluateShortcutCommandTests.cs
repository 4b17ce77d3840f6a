using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.EdgeHost.Evaluation.Shortcut;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

public sealed class EvaluateShortcutCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new(), _home = new();

    private string Csv => _folder.File("out/shortcut.csv");

    public void Dispose()
    {
        _folder.Dispose();
        _home.Dispose();
    }

    [Fact, Trait("run", "long")]
    public async Task StreamedCoalitionGradients_FindThePlantedShortcut_AndDoNotAccuseTheCleanModel_AndTheStudyGoesOn()
    {
        await EvaluateAsync("--methods", "streaming,streaming-pair,random");
        var measured = Measurements.Read(Csv);
        var rates = new ShortcutRates(measured, "shortcut-planted", "shortcut-clean");
        Assert.True(rates.Cases is { Planted: >= 4, Clean: >= 4 }, $"{rates.Cases}");
        Assert.Equal(rates.Cases.Planted, rates.Cases.Lost);
        // Above cells as far from the weed: for the model that goes by the stick only.
        Assert.InRange(rates.Near("streaming", "shortcut-planted")!.Value.Mean, 0.85, 1);
        Assert.InRange(rates.Near("streaming", "shortcut-clean")!.Value.Mean, 0, 0.65);
        Assert.InRange(rates.Caught("streaming", ShortcutRule.Card)!.Value.Mean - rates.Alarms("streaming", ShortcutRule.Card)!.Value.Mean, 0.5, 1);
        Assert.All(measured.Of("streaming", "frames"), f => Assert.InRange(f.Value, 1, 24));
        Assert.Contains(measured.Of("streaming", "frames"), f => f.Value >= 16);
        Assert.All(measured.Of("streaming", "passes"), p => Assert.Equal(3, p.Value));
        Assert.All(measured.Of("streaming-pair", "passes"), p => Assert.Equal(6, p.Value));
        Assert.NotEqual(measured.Of("streaming", "context"), measured.Of("streaming-pair", "context"));
        Assert.Contains("| streaming |", File.ReadAllText(_folder.File("out/shortcut.md")), StringComparison.Ordinal);

        var whole = File.ReadAllText(Csv);
        await EvaluateAsync("--methods", "streaming,random,region-mask", "--sheet", "1");
        using (var sheet = OpenCvSharp.Cv2.ImRead(_folder.File("out/sheet.png")))
            // The picture and three maps, a row each for at least one weed of each model.
            Assert.True(sheet.Width == (4 * 260) + 4 && sheet.Height > 2 * 160, $"{sheet.Width}x{sheet.Height}");
        Assert.StartsWith(whole, File.ReadAllText(Csv), StringComparison.Ordinal);
        Assert.Equal(["random", "region-mask", "streaming", "streaming-pair"], Measurements.Read(Csv).Methods.Except([ShortcutStudy.Truth]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AnotherGrid_IsAnotherMethod_SoThatStudiesCanBePooled()
    {
        await EvaluateAsync("--methods", "region-mask", "--cells", "32x20");
        Assert.Equal([ShortcutStudy.Truth, "region-mask@32x20"], Measurements.Read(Csv).Methods.Order(StringComparer.Ordinal).Reverse());
    }

    [Theory]
    [InlineData("--seed", "10000", "--seed 10000: expected 900000 or more")]
    [InlineData("--scenes", "0", "--scenes 0: expected 1 or more")]
    [InlineData("--methods", "stream", "Explanation method 'stream' is unknown")]
    [InlineData("--cells", "big", "Cells 'big'")]
    public async Task WhatCannotBeMeasured_IsRefusedBeforeAnythingIs(string option, string value, string saying)
    {
        var (code, _, errors) = await RunAsync(option, value);
        Assert.Equal(2, code);
        Assert.Contains(saying, errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Csv));
    }

    private async Task EvaluateAsync(params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(["--scenes", "4", "--seed", "970000", .. arguments]);
        Assert.True(code == 0, output + errors);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        SegEdgeProcess.RunAsync(_home.Path, ["evaluate-explanations", "shortcut", "--out", _folder.File("out"), "--threads", "1", .. arguments]);
}
