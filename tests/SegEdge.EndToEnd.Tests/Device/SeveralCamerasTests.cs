using System.Text.Json;
using SegEdge.Camera;
using SegEdge.Camera.Simulation;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>One device, one model, several cameras: what is published of each is its own.</summary>
public sealed class SeveralCamerasTests : IDisposable
{
    private const string Prefix = "segedge/v1/farm/robot/";

    private static readonly string[] Every = ["Device:Site=farm", "Device:Name=robot", "Mqtt:StateEvery=00:00:01", "Explain:Enabled=false"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task EachCamerasEvents_AreOnItsTopic_AndItsMasksAreThoseOfADeviceWithThatCameraAlone()
    {
        const int pictures = 8;
        (string Name, long Seed, int Width, int Height)[] cameras = [("front", 900_101, 320, 192), ("left", 900_102, 240, 240), ("rear", 900_103, 480, 270)];
        string[] together = [.. cameras.SelectMany((c, i) => new[] { $"Cameras:{i}:Name={c.Name}", $"Cameras:{i}:Source={Film(c.Seed, c.Width, c.Height, pictures)}" })];
        var (masks, output) = await MasksOfAsync([.. cameras.Select(c => c.Name)], pictures, together);
        foreach (var (name, seed, width, height) in cameras)
        {
            var (alone, _) = await MasksOfAsync([name], pictures, $"Camera:Name={name}", $"Camera:Source={Film(seed, width, height, pictures)}");
            Assert.Equal(pictures, alone.Count);
            Assert.Equal(alone.OrderBy(m => m.Key.Number), masks.Where(m => m.Key.Camera == name).OrderBy(m => m.Key.Number));
            Assert.Matches($"{name} +{pictures} captured, {pictures} published, 0 dropped for newer ones, 0 failed", output);
        }
        Assert.Contains("rented = returned", output, StringComparison.Ordinal);
    }

    [Fact, Trait("run", "long")]
    public async Task FourSimulatedCameras_ShareTheModelEvenly_AndTheLawHoldsForEach()
    {
        string[] names = ["front", "left", "right", "rear"];
        await using var device = await DeviceProcess.StartAsync([.. Every, "Flags:0:Kind=Trigger", .. Simulated(names)]);
        var broker = (await device.StatusAsync()).GetProperty("broker").GetProperty("detail").GetString()!;
        await using var subscriber = await TopicRecorder.ListenAsync(int.Parse(broker.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));
        var birth = await subscriber.HearAsync(m => m.Topic == Prefix + "birth", "birth");
        Assert.Equal(names, Parse(birth).GetProperty("cameras").EnumerateArray().Select(c => c.GetProperty("id").GetString()));
        var state = await subscriber.HearAsync(m => m.Topic == Prefix + "state", "state");
        Assert.Empty(JsonSchemaCheck.Validate(Repository.Path("docs/contract/state.schema.json"), state.Text));
        Assert.Equal(names, Parse(state).GetProperty("cameras").EnumerateArray().Select(c => c.GetProperty("id").GetString()));

        await device.TriggerAsync(); // the next frame of each
        foreach (var name in names)
        {
            var heard = await subscriber.HearAsync(m => m.Topic == $"{Prefix}event/{name}", $"an event of {name}");
            Assert.Empty(JsonSchemaCheck.Validate(Repository.Path("docs/contract/event.schema.json"), heard.Text));
            Assert.Equal(name, Parse(heard).GetProperty("frame").GetProperty("camera").GetString());
            await subscriber.HearAsync(m => m.Topic == $"{Prefix}blob/{name}/mask", $"a mask of {name}");
        }

        await Eventually.TrueAsync(async () => await ProcessedAsync(device, "rear") >= 12, "a dozen frames of each");
        var published = await Task.WhenAll(names.Select(name => ProcessedAsync(device, name)));
        Assert.True(published.Max() - published.Min() <= Math.Max(3, published.Max() * 0.2), string.Join(' ', published));
        device.Process.Terminate();
        var (code, output, errors) = await device.Process.EndAsync();
        Assert.True(code == 0, errors);
        Assert.Matches("0 in flight", output);
    }

    [Fact, Trait("run", "long")]
    public async Task ACameraThatIsAway_IsNamed_AndTheOthersWorkOn()
    {
        await using var device = await DeviceProcess.StartAsync(
        [
            .. Every, .. Simulated(["front"]), "Cameras:1:Name=left", $"Cameras:1:Source=rtsp://viewer:secret-2@127.0.0.1:{FreePort.Find()}/live", "Cameras:1:Width=320", "Cameras:1:Height=192",
            "Cameras:1:Reconnect:StallAfter=00:00:02", "Cameras:1:Reconnect:LongestWait=00:00:01", "Watchdog:Capture=00:00:05",
        ]);
        await Eventually.TrueAsync(async () => Reasons(await device.ReadyAsync()).Contains("Camera 'left' is", StringComparison.Ordinal), "it is named");
        Assert.True(device.Answers("ready") && device.Answers("live"));
        var status = await device.StatusAsync();
        Assert.Equal("degraded", status.GetProperty("health").GetProperty("state").GetString());
        Assert.Equal([JsonValueKind.Null, JsonValueKind.String], status.GetProperty("cameras").EnumerateArray().Select(c => c.GetProperty("problem").ValueKind));
        var before = await ProcessedAsync(device, "front");
        await Eventually.TrueAsync(async () => await ProcessedAsync(device, "front") >= before + 10, "the front camera's frames go on");
        Assert.Equal(0, await ProcessedAsync(device, "left"));
        // An outage that is longer than Watchdog:Capture is no hang of this process.
        await Eventually.TrueAsync(async () => MetricsTests.Value(await MetricsAsync(device), "segedge_camera_restarts_total", "camera=\"left\"") >= 16, "it is tried again and again");
        Assert.False(device.Process.HasExited, device.Process.Errors);
        var metrics = await MetricsAsync(device);
        Assert.Equal(1, MetricsTests.Value(metrics, "segedge_camera_state", "camera=\"front\",state=\"streaming\""));
        Assert.Equal(0, MetricsTests.Value(metrics, "segedge_camera_state", "camera=\"left\",state=\"streaming\""));
        device.Process.Terminate();
        var (code, output, errors) = await device.Process.EndAsync();
        Assert.True(code == 0, errors);
        Assert.DoesNotContain("secret-2", output + errors + status + metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryProblem_IsSaidOfTheCameraThatHasIt()
    {
        File.WriteAllText(_folder.File("device.json"), """
            { "Camera": { "Source": "simulated" },
              "Cameras": [ { "Name": "front" }, { "Name": "Front", "Url": "rtsp://10.0.0.9/" }, { "Name": "rear", "Source": "/no/such/film.mp4", "MaxAgeMs": -1 },
                           { "Name": "left-2", "Source": "/dev/video9", "Reconnect": { "StallAfter": "00:01:40", "LongestWait": "00:00:20" } } ],
              "Gpio": { "Enabled": true, "Cameras": [ "front", "left" ], "Safe": { "Line": 3 } } }
            """);
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "check-config", "--config", _folder.File("device.json"), "--set", $"Dashboard:Port={FreePort.Find()}", "--set", $"Broker:Port={FreePort.Find()}");
        Assert.True(code == 2, output + errors);
        foreach (var said in (string[])[
            "Camera: sets Source beside the list Cameras", "Cameras:1:Url: unknown key. Expected here: Name, Source,", "Cameras:1:Name: is 'Front', as Cameras:0:Name is", "Cameras:2:MaxAgeMs: is '-1'",
            "Cameras:2:Source: /no/such/film.mp4: no such", "Gpio:Cameras:1: is 'left', expected the name of a camera: front, Front, rear, left-2",
            "Watchdog:Capture: is 00:02:00, expected more than StallAfter and LongestWait of Cameras:3:Reconnect together, 00:02:00"])
            Assert.Contains(said, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheDoctor_LooksAtEachCamera()
    {
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "doctor", "--set", "Cameras:0:Name=front", "--set", "Cameras:1:Name=rear", "--set", "Cameras:1:Source=/no/such/film.mp4",
            "--set", $"Broker:Port={FreePort.Find()}", "--set", $"Outbox:Folder={_folder.File("outbox")}");
        Assert.True(code == 3, output + errors);
        Assert.Matches("good +camera:front +simulated field", output);
        Assert.Matches("bad +camera:rear +/no/such/film.mp4: no such", output);
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Simulated(string[] names) =>
        [.. names.SelectMany((name, i) => new[] { $"Cameras:{i}:Name={name}", $"Cameras:{i}:Seed={900_200 + i}", $"Cameras:{i}:Width=160", $"Cameras:{i}:Height=96", $"Cameras:{i}:FramesPerSecond=60" })];

    /// <summary>Sha256 of each frame's mask.</summary>
    private static async Task<(Dictionary<(string Camera, long Number), string> Masks, string Output)> MasksOfAsync(string[] cameras, int pictures, params string[] settings)
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var subscriber = await TopicRecorder.ListenAsync(broker.Port);
        string[] all = [.. Every, .. settings, "Flags:0:Kind=EveryNth", "Flags:0:Every=1", "Broker:Embedded=false", "Mqtt:Host=127.0.0.1", $"Mqtt:Port={broker.Port}", $"Dashboard:Port={FreePort.Find()}", "Outbox:Folder="];
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, ["run", .. all.SelectMany(s => new[] { "--set", s })]);
        Assert.True(code == 0, output + errors);
        await Eventually.TrueAsync(() => subscriber.All.Count(m => m.Topic.StartsWith(Prefix + "event/", StringComparison.Ordinal)) == cameras.Length * pictures, "every event");
        var masks = new Dictionary<(string, long), string>();
        foreach (var heard in subscriber.All.Where(m => m.Topic.StartsWith(Prefix + "event/", StringComparison.Ordinal)))
        {
            var card = Parse(heard);
            var camera = card.GetProperty("frame").GetProperty("camera").GetString()!;
            Assert.Equal($"{Prefix}event/{camera}", heard.Topic);
            var mask = card.GetProperty("blobs").EnumerateArray().Single(b => b.GetProperty("kind").GetString() == "mask").GetProperty("sha256").GetString()!;
            await subscriber.HearAsync(m => m.Topic == $"{Prefix}blob/{camera}/mask" && m.Properties.GetValueOrDefault("sha256") == mask, $"the mask of {camera}");
            masks.Add((camera, card.GetProperty("frame").GetProperty("number").GetInt64()), mask);
        }
        return (masks, output);
    }

    private string Film(long seed, int width, int height, int pictures)
    {
        var folder = _folder.File($"film-{seed}");
        if (Directory.Exists(folder)) return folder;
        Directory.CreateDirectory(folder);
        using var source = new SimulatedSource(new SimulationOptions { Width = width, Height = height, Seed = seed, Mode = SourceKind.File, FrameCount = pictures }, TimeProvider.System);
        Assert.True(new FramePool(1, source.Size).TryRent(out var frame));
        for (var n = 0; source.Read(frame, CancellationToken.None) == ReadOutcome.Picture; n++) OpenCvSharp.Cv2.ImWrite(Path.Combine(folder, $"{n:000}.png"), frame.Picture);
        return folder;
    }

    private static JsonElement Parse(Heard heard) => JsonDocument.Parse(heard.Body).RootElement;

    private static string Reasons(JsonElement ready) => string.Join(' ', ready.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));

    private static async Task<string> MetricsAsync(DeviceProcess device)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(device.Dashboard, "metrics"), TestContext.Current.CancellationToken);
    }

    // 0 as long as nothing is counted of it.
    private static async Task<double> ProcessedAsync(DeviceProcess device, string camera) =>
        Math.Max(0, MetricsTests.Value(await MetricsAsync(device), "segedge_frames_processed_total", $"camera=\"{camera}\",stage=\"publish\""));
}
