using System.Text.Json;
using OpenCvSharp;
using SegEdge.Camera.Simulation;
using SegEdge.EdgeHost.Sinks;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.Telemetry.Codecs;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>What a real broker gets to see of people.</summary>
public sealed class PrivacyTests : IDisposable
{
    private const int Person = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Blank", true)]
    [InlineData("None", false)]
    public async Task PicturesThatDifferOnlyWhereAPrivateClassIs_ReachTheBrokerAsTheSameBytes(string policy, bool same)
    {
        SaveRedIsPrivate();
        foreach (var seed in new[] { 1, 2 }) SaveWithNoiseInside($"pictures/{seed}.png", seed);

        var heard = await RunAsync(null, _folder.Path, _folder.File("pictures"), $"Privacy:Policy={policy}", "Privacy:DilatePx=5");

        var thumbs = heard.Where(m => m.Topic.EndsWith("/thumb", StringComparison.Ordinal)).Select(m => m.Properties["sha256"]).ToArray();
        Assert.Equal(2, thumbs.Length);
        Assert.Equal(same, thumbs[0] == thumbs[1]);
        Assert.All(Events(heard), e => Assert.Equal(
            same ? """{"policy":"blank","classes":["class1"],"dilatePx":5}""" : """{"policy":"none","classes":[],"dilatePx":0}""",
            e.GetProperty("privacy").GetRawText()));
    }

    [Fact]
    public async Task Strict_WithAModelThatKnowsNoPrivateClass_SendsNoPicture_AndSaysSo()
    {
        TinyOnnx.Logits(64, 32).SaveTo(_folder);
        SaveWithNoiseInside("pictures/1.png", 1);
        var heard = await RunAsync(null, _folder.Path, _folder.File("pictures"), "Privacy:Policy=Strict");
        Assert.DoesNotContain("thumb", heard.Select(m => m.Topic.Split('/')[^1]));
        var blobs = Assert.Single(Events(heard)).GetProperty("blobs").EnumerateArray().ToArray();
        Assert.Contains(blobs, b => b.GetProperty("kind").GetString() == "thumb" && b.GetProperty("state").GetString() == "off");
    }

    // Every seventh frame of the dense script has a person; this one stands close and whole in view.
    [Fact]
    public async Task ASimulatedPerson_IsInNoByteOfTheThumb()
    {
        var (picture, truth) = Render();
        using (picture)
        {
            Pictures.WritePng(Named("pictures/1.png"), picture);
            var (card, area) = await RunOnAsync("field", picture);
            Assert.Equal("person", card.GetProperty("privacy").GetProperty("classes")[0].GetString());
            using (area)
            {
                var left = Enumerable.Range(0, truth.Length).Count(i => truth[i] == Person && area.Get<byte>(i / picture.Width, i % picture.Width) == 0);
                Assert.True(left == 0, $"{left} of {truth.Count(c => c == Person)} pixels of the true person were left");
            }
        }
    }

    [Fact]
    public async Task PedestriansOnARealStill_AreInNoByteOfTheThumb()
    {
        var still = SharedData.Require("data/camvid/test/0001TP_008550.jpg");
        using var home = await ModelHome.WithAsync("espnet-camvid");
        using var picture = Cv2.ImRead(still);
        Directory.CreateDirectory(_folder.File("pictures"));
        File.Copy(still, _folder.File("pictures/1.jpg"));
        var (card, area) = await RunOnAsync("espnet-camvid", picture, home.Path);
        using (area)
            Assert.InRange(Cv2.CountNonZero(area), 2000, (picture.Width * picture.Height / 2) - 1); // people, and not everything
        Assert.Equal("""["pedestrian","cyclist"]""", card.GetProperty("privacy").GetProperty("classes").GetRawText());
    }

    // Made of a picture that holds noise where people are, and of nothing else, the thumb must be the one that arrived: bit by bit.
    private async Task<(JsonElement Card, Mat Area)> RunOnAsync(string model, Mat picture, string? home = null)
    {
        var heard = await RunAsync(home, model, _folder.File("pictures"));
        var card = Assert.Single(Events(heard));
        var area = AreaOf(
            heard.Single(m => m.Topic.EndsWith("/mask", StringComparison.Ordinal)).Body, picture.Size(),
            card.GetProperty("privacy").GetProperty("dilatePx").GetInt32(), model == "field" ? [Person] : [9, 10]);
        using var stranger = picture.Clone();
        using var noise = new Mat(picture.Size(), MatType.CV_8UC3);
        Cv2.Randu(noise, Scalar.All(0), Scalar.All(255));
        noise.CopyTo(stranger, area);
        stranger.SetTo(Scalar.All(128), area);
        var thumb = heard.Single(m => m.Topic.EndsWith("/thumb", StringComparison.Ordinal)).Body;
        Assert.True(thumb.AsSpan().SequenceEqual(Pictures.Jpeg(stranger, 320, 80)), "the thumb holds more than the picture around the people");
        Assert.False(thumb.AsSpan().SequenceEqual(Pictures.Jpeg(picture, 320, 80)), "nothing was filled");
        return (card, area);
    }

    private static Mat AreaOf(byte[] mask, Size inCamera, int dilate, byte[] classes)
    {
        var image = IndexedPng.Decode(mask);
        var area = new Mat(inCamera, MatType.CV_8UC1, Scalar.Black);
        for (var y = 0; y < inCamera.Height; y++)
            for (var x = 0; x < inCamera.Width; x++)
            {
                // Where the pixel's centre lies in the mask.
                int row = ((2 * y) + 1) * image.Height / (2 * inCamera.Height), column = ((2 * x) + 1) * image.Width / (2 * inCamera.Width);
                if (classes.Contains(image.Indices.Span[(row * image.Width) + column])) area.Set(y, x, byte.MaxValue);
            }
        using var square = Cv2.GetStructuringElement(MorphShapes.Rect, new Size((2 * dilate) + 1, (2 * dilate) + 1));
        Cv2.Dilate(area, area, square);
        return area;
    }

    private static (Mat Picture, byte[] Classes) Render()
    {
        var options = new SimulationOptions { Width = 960, Height = 540, Seed = 940_003, Script = DenseScript.For(940_003, 25) };
        using var scene = new FieldScene(options);
        var pixels = new byte[options.Width * options.Height * 3];
        var classes = new byte[options.Width * options.Height];
        var best = Enumerable.Range(0, 25).First(n =>
        {
            scene.Render(DenseScript.FrameOf(940_003, n), pixels, classes);
            return classes.Count(c => c == Person) is > 8_000 and < 80_000;
        });
        Assert.InRange(best, 0, 24);
        using var picture = Mat.FromPixelData(options.Height, options.Width, MatType.CV_8UC3, pixels);
        return (picture.Clone(), classes);
    }

    private void SaveRedIsPrivate() => TinyOnnx.Logits(64, 32, [[0, 0, 0], [1, 0, 0]], [100, 0])
        .WithHead(h => h with { Classes = [.. h.Classes.Select((c, i) => c with { Private = i == 1 })] }).SaveTo(_folder);

    // Class 1 is where red is over 100: in a box, whatever green and blue are. They are noise there and five pixels around it.
    private void SaveWithNoiseInside(string name, int seed)
    {
        var random = new Random(seed);
        using var picture = new Mat(128, 256, MatType.CV_8UC3, new Scalar(40, 90, 20));
        for (var y = 43; y < 85; y++)
            for (var x = 103; x < 177; x++)
                picture.Set(y, x, new Vec3b((byte)random.Next(256), (byte)random.Next(256), y is >= 48 and < 80 && x is >= 108 and < 172 ? (byte)200 : (byte)20));
        Pictures.WritePng(Named(name), picture);
    }

    private string Named(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        return _folder.File(name);
    }

    private async Task<IReadOnlyList<Heard>> RunAsync(string? home, string model, string pictures, params string[] settings)
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var subscriber = await TopicRecorder.ListenAsync(broker.Port);
        string[] all =
        [
            "Device:Site=farm", "Device:Name=robot", "Broker:Embedded=false", "Mqtt:Host=127.0.0.1", $"Mqtt:Port={broker.Port}", $"Dashboard:Port={FreePort.Find()}",
            $"Outbox:Folder={_folder.File("outbox")}", "Explain:Enabled=false", "Flags:0:Kind=EveryNth", "Flags:0:Every=1", $"Camera:Source={pictures}", $"Model:Path={model}",
            .. settings,
        ];
        var (code, output, errors) = await SegEdgeProcess.RunAsync(home, ["run", .. all.SelectMany(s => new[] { "--set", s })]);
        Assert.True(code == 0, errors + output);
        // The farewell comes after everything else.
        await subscriber.HearAsync(m => m.Topic.EndsWith("/connection", StringComparison.Ordinal) && m.Text.Contains("offline", StringComparison.Ordinal), "offline");
        return subscriber.All;
    }

    private static IEnumerable<JsonElement> Events(IReadOnlyList<Heard> heard) =>
        heard.Where(m => m.Topic.EndsWith("/event/front", StringComparison.Ordinal)).Select(m =>
        {
            Assert.Empty(JsonSchemaCheck.Validate(Repository.Path("docs/contract/event.schema.json"), m.Text));
            return JsonDocument.Parse(m.Body).RootElement;
        });
}
