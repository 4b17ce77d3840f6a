using System.Text.Json;
using System.Text.Json.Nodes;
using OpenCvSharp;
using SegEdge.Onnx.Wire;
using SegEdge.Telemetry.Codecs;
using SegEdge.Testing;
using SegEdge.Testing.Instances;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>A user with an export of a YOLO-seg model and nothing else: what probe proposes is taken, with one value of the user's.</summary>
public sealed class InstanceCommandTests : IDisposable
{
    private static readonly DiscPicture.Disc[] Discs = [new(60, 70, 24, 0), new(108, 70, 24, 0), new(230, 80, 36, 1), new(60, 180, 16, 2)];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task AnUnknownExport_IsProbed_Segmented_AndExplained()
    {
        await ProposedModelAsync(openBatch: true);
        using (var picture = DiscPicture.Draw(320, 240, Discs)) Cv2.ImWrite(_folder.File("discs.png"), picture);

        var (code, _, errors) = await SegEdgeProcess.RunAsync(_folder.File("home"), "segment", "--model", _folder.Path, "--source", _folder.File("discs.png"), "--out", _folder.File("out"));
        Assert.True(code == 0, errors);
        var mask = IndexedPng.Decode(await File.ReadAllBytesAsync(_folder.File("out/masks/objects/000000.png"), TestContext.Current.CancellationToken));
        Assert.Equal((320, 240), (mask.Width, mask.Height));
        Assert.InRange(AgreementOf(mask.Indices.Span), 0.98, 1);
        AssertObjects(JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File("out/frames.jsonl"), TestContext.Current.CancellationToken)).RootElement);
        using (var overlay = Cv2.ImRead(_folder.File("out/overlay/000000.jpg"))) // the background stays clear
            Assert.InRange(overlay.At<Vec3b>(200, 250).Item1, 105, 130);

        (code, var text, errors) = await SegEdgeProcess.RunAsync(_folder.File("home"), "explain", "--model", _folder.Path, "--source", _folder.File("discs.png"),
            "--target", "class=green disc", "--passes", "340", "--out", _folder.File("why"));
        Assert.True(code == 0, errors);
        Assert.Contains("method auto: occlusion, because", text, StringComparison.Ordinal);
        Assert.Contains("status       Ok", text, StringComparison.Ordinal);

        (code, text, errors) = await SegEdgeProcess.RunAsync(_folder.File("home"), "compile", "--model", _folder.Path, "--out", _folder.File("graphs"));
        Assert.True(code == 0, errors);
        Assert.Contains("explain-objects.onnx: not made.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AManifestThatForgetsTheBackground_IsRefused_WithTheField()
    {
        await ProposedModelAsync(openBatch: false);
        var manifest = JsonNode.Parse(File.ReadAllText(_folder.File("model.json")))!;
        manifest["heads"]![0]!["classes"]!.AsArray().RemoveAt(0);
        File.WriteAllText(_folder.File("model.json"), manifest.ToJsonString());
        var (code, _, errors) = await SegEdgeProcess.RunAsync(_folder.File("home"), "probe", "--model", _folder.File("discs.onnx"));
        Assert.Equal(2, code);
        Assert.Contains("'heads[0].classes' lists 3", errors, StringComparison.Ordinal);
        Assert.Contains("Expected 4 classes, the background first", errors, StringComparison.Ordinal);
    }

    // Corners, a score, a class and 32 coefficients: read as boxes with scores of two classes it would find something, and all of it wrong.
    [Fact]
    public async Task AnExportWithItsSuppressionInside_IsNotTakenForAnother()
    {
        var model = OnnxReader.Read(new PlantedInstances(64, 64, 2, 32, 16, 16, new float[38 * 300], new float[32 * 256]).ToModel(valuesLast: true).Onnx);
        model.Metadata["names"] = "{0: 'person', 1: \"driver's cab\", 2: 'bicycle'}";
        File.WriteAllBytes(_folder.File("inside.onnx"), OnnxWriter.ToBytes(model));
        var (code, _, errors) = await SegEdgeProcess.RunAsync(_folder.File("home"), "probe", "--model", _folder.File("inside.onnx"));
        Assert.Equal(2, code);
        Assert.Contains("output0: float [1, 300, 38] holds corners", errors, StringComparison.Ordinal);
        Assert.Contains("end2end=False), so that it gives a score for each of its 3 classes", errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task ProposedModelAsync(bool openBatch)
    {
        File.WriteAllBytes(_folder.File("discs.onnx"), DiscDetector.ToOnnx(openBatch));
        var (code, text, errors) = await SegEdgeProcess.RunAsync(_folder.File("home"), "probe", "--model", _folder.File("discs.onnx"));
        Assert.True(code == 0, errors);
        var proposal = JsonNode.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..])!;
        Assert.Equal(("proto-instances", "letterbox", "output1"),
            ((string?)proposal["task"], (string?)proposal["input"]!["resize"], (string?)proposal["heads"]![0]!["instances"]!["prototypes"]));
        Assert.Equal(["background", .. DiscDetector.ClassNames], proposal["heads"]![0]!["classes"]!.AsArray().Select(c => (string)c!["name"]!));
        proposal["heads"]![0]!["instances"]!["overlap"] = 0.5; // its small discs have neighbours that overlap less than 0.7
        File.WriteAllText(_folder.File("model.json"), proposal.ToJsonString());
    }

    private static double AgreementOf(ReadOnlySpan<byte> mask)
    {
        var same = 0;
        for (var i = 0; i < mask.Length; i++)
        {
            var shown = Enumerable.Range(0, Discs.Length).Where(d => DiscPicture.IsSeen(Discs, d, i % 320, i / 320)).Select(d => Discs[d].Color + 1).FirstOrDefault();
            if (mask[i] == shown) same++;
        }
        return (double)same / mask.Length;
    }

    private static void AssertObjects(JsonElement line)
    {
        var objects = line.GetProperty("heads")[0].GetProperty("instances").EnumerateArray().ToList();
        Assert.Equal(Discs.Length, objects.Count);
        foreach (var disc in Discs)
        {
            var found = objects.MinBy(o => Distance(o, disc));
            Assert.Equal(DiscDetector.ClassNames[disc.Color], found.GetProperty("class").GetString());
            Assert.InRange(Distance(found, disc), 0, 6);
            Assert.InRange(found.GetProperty("score").GetDouble(), 0.25, 1);
            // The network's colours are saturated early: its discs are half a pixel of its input too wide.
            Assert.InRange(found.GetProperty("area").GetDouble() / (Math.PI * disc.Radius * disc.Radius / (320 * 240)), 0.9, 1.25);
            Assert.InRange(found.GetProperty("track").GetInt32(), 1, 9);
        }

        static double Distance(JsonElement found, DiscPicture.Disc disc)
        {
            var box = found.GetProperty("box").EnumerateArray().Select(v => v.GetDouble()).ToArray();
            return Math.Sqrt(Math.Pow(box[0] + (box[2] / 2) - disc.X, 2) + Math.Pow(box[1] + (box[3] / 2) - disc.Y, 2));
        }
    }
}
