using SegEdge.Telemetry.Codecs;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>What a rounded model may cost against the one it was made of.</summary>
public sealed class AccuracyGateTests : IDisposable
{
    private const int Width = 16, Height = 8;

    private readonly TemporaryFolder _full = new(), _rounded = new(), _data = new();

    public void Dispose()
    {
        _full.Dispose();
        _rounded.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task AModelThatLosesNothing_Passes_AndOneThatLosesAClass_IsStopped()
    {
        WriteData();
        TinyOnnx.Logits(Width, Height).SaveTo(_full);
        TinyOnnx.Logits(Width, Height).With(m => m with { Version = "same" }).SaveTo(_rounded);
        var (code, output, errors) = await EvaluateAsync();
        Assert.True(code == 0, errors + output);
        Assert.Contains("No class and no mean may lose more than 0.01: passed.", output, StringComparison.Ordinal);

        // Red needs a lead of 400 grey levels, which no pixel has: class1 is gone, its place is dark.
        TinyOnnx.Logits(Width, Height, bias: [400, 0, 0, 0]).SaveTo(_rounded);
        (code, output, errors) = await EvaluateAsync();
        Assert.True(code == 3, errors + output);
        Assert.Matches(@"class1\s+1\.0000\s+0\.0000\s+-1\.0000  too much", output);
        Assert.Contains("stopped.", output, StringComparison.Ordinal);
        (code, _, _) = await EvaluateAsync("--drop", "1");
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task ModelsWithOtherClasses_CannotBeCompared()
    {
        WriteData();
        TinyOnnx.Logits(Width, Height).SaveTo(_full);
        TinyOnnx.Binary(Width, Height).SaveTo(_rounded);
        var (code, _, errors) = await EvaluateAsync();
        Assert.Equal(2, code);
        Assert.Contains("nothing can be compared", errors, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Errors)> EvaluateAsync(params string[] more) => SegEdgeProcess.RunAsync(null,
        ["evaluate", "--model", _rounded.Path, "--against", _full.Path, "--data", _data.File("list.txt"), .. more]);

    // Left half red, right half black, and labels that say so.
    private void WriteData()
    {
        using var picture = new OpenCvSharp.Mat(Height, Width, OpenCvSharp.MatType.CV_8UC3, OpenCvSharp.Scalar.Black);
        using (var left = picture.SubMat(0, Height, 0, Width / 2)) left.SetTo(new OpenCvSharp.Scalar(0, 0, 200));
        OpenCvSharp.Cv2.ImWrite(_data.File("picture.png"), picture);
        byte[] labels = [.. Enumerable.Range(0, Width * Height).Select(i => (byte)(i % Width < Width / 2 ? 1 : 0))];
        File.WriteAllBytes(_data.File("labels.png"), IndexedPng.Encode(labels, Width, Height, [new Rgb(0, 0, 0), new Rgb(255, 0, 0)]));
        File.WriteAllText(_data.File("list.txt"), "picture.png labels.png\n");
    }
}
