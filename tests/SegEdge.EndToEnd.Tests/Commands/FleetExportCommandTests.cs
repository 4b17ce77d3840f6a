using System.Text.Json;
using OpenCvSharp;
using SegEdge.Telemetry.Codecs;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

public sealed class FleetExportCommandTests(SimulatedArchives archives) : IClassFixture<SimulatedArchives>
{
    private static readonly string[] Classes = ["soil", "crop", "weed", "obstacle", "person", "sky"];

    [Fact]
    public async Task Png_PairsPicturesWithMasksOfTheirSize()
    {
        using var folder = new TemporaryFolder();
        await ExportAsync(folder, "png");
        Assert.Equal(Classes, File.ReadLines(folder.File("out/classes.txt")));
        var pairs = File.ReadAllLines(folder.File("out/pairs.txt"));
        Assert.True(pairs.Length > 50, $"{pairs.Length} pairs");
        foreach (var pair in pairs.Take(10).Select(line => line.Split(' ')))
        {
            using var picture = Cv2.ImRead(folder.File("out/" + pair[0]));
            var mask = IndexedPng.Decode(await File.ReadAllBytesAsync(folder.File("out/" + pair[1]), TestContext.Current.CancellationToken));
            Assert.Equal((picture.Width, picture.Height), (mask.Width, mask.Height));
        }
    }

    [Fact]
    public async Task Coco_HoldsTheMaskExactly()
    {
        using var folder = new TemporaryFolder();
        await ExportAsync(folder, "coco");
        await ExportAsync(folder, "png", "masks");
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(folder.File("out/annotations.json"), TestContext.Current.CancellationToken));
        Assert.Equal(Classes, document.RootElement.GetProperty("categories").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        var image = document.RootElement.GetProperty("images")[0];
        var name = Path.GetFileNameWithoutExtension(image.GetProperty("file_name").GetString()!);
        Assert.True(File.Exists(folder.File($"out/images/{name}.jpg")));
        var mask = IndexedPng.Decode(await File.ReadAllBytesAsync(folder.File($"masks/masks/{name}.png"), TestContext.Current.CancellationToken));
        var drawn = new byte[mask.Indices.Length];
        Array.Fill(drawn, byte.MaxValue);
        foreach (var one in document.RootElement.GetProperty("annotations").EnumerateArray().Where(a => a.GetProperty("image_id").GetInt32() == image.GetProperty("id").GetInt32()))
            Assert.Equal(one.GetProperty("area").GetInt32(), Draw(one, drawn, mask.Width, mask.Height));
        Assert.Equal(mask.Indices.ToArray(), drawn);
    }

    [Fact]
    public async Task YoloSeg_OutlinesLieOnTheirClass()
    {
        using var folder = new TemporaryFolder();
        await ExportAsync(folder, "yolo-seg");
        await ExportAsync(folder, "png", "masks");
        Assert.Contains("  2: \"weed\"", File.ReadLines(folder.File("out/data.yaml")));
        var label = Directory.EnumerateFiles(folder.File("out/labels")).Order().First();
        var mask = IndexedPng.Decode(await File.ReadAllBytesAsync(folder.File($"masks/masks/{Path.GetFileNameWithoutExtension(label)}.png"), TestContext.Current.CancellationToken));
        var lines = File.ReadAllLines(label).Select(line => line.Split(' ').Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture)).ToArray()).ToArray();
        Assert.NotEmpty(lines);
        foreach (var line in lines)
            for (var i = 1; i < line.Length; i += 2)
                Assert.Equal((byte)line[0], mask.Indices.Span[(int)(line[i + 1] * mask.Height) * mask.Width + (int)(line[i] * mask.Width)]);
    }

    [Fact]
    public async Task NothingToExport_IsAnError_ThatSaysWhatThereIs()
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "fleet", "export", "--data", archives.Healthy, "--format", "png", "--out", folder.File("out"), "--until", "2001-01-01");
        Assert.Equal(2, code);
        Assert.Contains("no event has 'confirm' as its last verdict", errors);
        (code, _, errors) = await SegEdgeProcess.RunAsync(null, "fleet", "export", "--data", archives.Healthy, "--format", "png", "--out", folder.File("out"), "--head", "lane");
        Assert.Equal(2, code);
        Assert.Contains("0 a mask of head 'lane'", errors);
        Assert.False(Directory.Exists(folder.File("out")));
        (code, _, _) = await SegEdgeProcess.RunAsync(null, "fleet", "export", "--data", archives.Healthy, "--format", "png", "--out", folder.File("out"), "--verdict", "remove");
        Assert.Equal(2, code);
    }

    private async Task ExportAsync(TemporaryFolder folder, string format, string name = "out")
    {
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "fleet", "export", "--data", archives.Healthy, "--verdict", "confirm", "--format", format, "--out", folder.File(name));
        Assert.True(code == 0, errors);
    }

    private static int Draw(JsonElement annotation, byte[] drawn, int width, int height)
    {
        var (at, inside, area) = (0, false, 0);
        foreach (var run in annotation.GetProperty("segmentation").GetProperty("counts").EnumerateArray().Select(n => n.GetInt32()))
        {
            for (var end = at + run; at < end; at++)
            {
                if (!inside) continue;
                drawn[at % height * width + at / height] = (byte)(annotation.GetProperty("category_id").GetInt32() - 1);
                area++;
            }

            inside = !inside;
        }

        Assert.Equal(drawn.Length, at);
        return area;
    }
}
