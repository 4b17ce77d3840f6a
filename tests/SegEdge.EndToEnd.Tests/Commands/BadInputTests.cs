using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>Wrong input is exit code 2 and a message that says what, where, found, expected, next step.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string BundledModel => Repository.Path("models/field");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task MissingModel() => RefusesAsync(["no/such/model", "segedge models list", "field"],
        "segment", "--model", "no/such/model", "--source", "simulated", "--frames", "1", "--out", _folder.Path);

    [Fact]
    public Task ModelKnownButNotInstalled() => RefusesAsync(["twinlitenet", "models pull twinlitenet --from"],
        "segment", "--model", "twinlitenet", "--source", "simulated", "--frames", "1", "--out", _folder.Path);

    [Fact]
    public async Task TruncatedModel()
    {
        var manifest = CopyModel();
        File.WriteAllBytes(_folder.File("field.onnx"), File.ReadAllBytes(_folder.File("field.onnx"))[..5000]);
        await RefusesAsync(["field.onnx: sha256 is", "expects"], Segment());

        manifest.Remove("sha256");
        File.WriteAllText(_folder.File("model.json"), manifest.ToJsonString());
        await RefusesAsync(["field.onnx: 5,000 bytes that ONNX Runtime", "export it again"], Segment());
        await RefusesAsync(["field.onnx: 5,000 bytes that ONNX Runtime"], "probe", "--model", _folder.File("field.onnx"));
    }

    [Fact]
    public async Task ManifestWithAnUnknownKey()
    {
        var manifest = CopyModel();
        manifest["input"]!["colour"] = "RGB";
        File.WriteAllText(_folder.File("model.json"), manifest.ToJsonString());
        await RefusesAsync(["model.json, line", "$.input.colour", "unknown key", "color"], Segment());
    }

    [Fact]
    public async Task ClassCountThatDisagrees()
    {
        var manifest = CopyModel();
        manifest["heads"]![0]!["classes"]!.AsArray().RemoveAt(5);
        File.WriteAllText(_folder.File("model.json"), manifest.ToJsonString());
        await RefusesAsync(["'heads[0].classes' lists 5", "has 6"], Segment());
        await RefusesAsync(["'heads[0].classes' lists 5", "has 6"], "probe", "--model", _folder.File("field.onnx"));
    }

    // As a full disk does: what stands in the way of heat.png is a folder of that name.
    [Fact]
    public async Task AnAnswerThatCannotBeWritten()
    {
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "simulate", "--frames", "1", "--seed", "930000", "--out", _folder.File("field"));
        Assert.True(code == 0, errors);
        Directory.CreateDirectory(_folder.File("why/heat.png"));
        await RefusesAsync(["heat.png", "choose another place"],
            "explain", "--model", BundledModel, "--source", _folder.File("field/pictures/000000.png"), "--target", "class=crop", "--method", "random", "--out", _folder.File("why"));
    }

    [Fact]
    public async Task UnreadableVideo()
    {
        File.WriteAllBytes(_folder.File("cut.mp4"), new byte[10_000]);
        await RefusesAsync(["cut.mp4: found 10,000 bytes but no video stream"],
            "segment", "--model", "field", "--source", _folder.File("cut.mp4"), "--out", _folder.Path);
    }

    [Fact]
    public async Task PortInUse()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await RefusesAsync([$"Dashboard:Port: port {port}", "in use", "set another port"],
            "run", "--set", $"Dashboard:Port={port}", "--set", $"Broker:Port={FreePort.Find()}");
        await RefusesAsync([$"Broker:Port: port {port}"], "run", "--set", $"Broker:Port={port}", "--set", $"Dashboard:Port={FreePort.Find()}");
    }

    [Fact]
    public async Task OutboxFolderInUse()
    {
        using var other = new FileStream(_folder.File("outbox.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        await RefusesAsync([$"Outbox folder '{_folder.Path}' is in use", "set Outbox:Folder"], "check-config", "--set", $"Outbox:Folder={_folder.Path}",
            "--set", $"Dashboard:Port={FreePort.Find()}", "--set", $"Broker:Port={FreePort.Find()}");
    }

    [Theory]
    [InlineData("check-config")]
    [InlineData("run")]
    public Task AListenerThatOthersCanReach_IsRefused_WithTheReasonAndAnotherWay(string command) => RefusesAsync(
        ["Broker:Listen: is '0.0.0.0', expected 127.0.0.1: The embedded broker has no TLS", "deploy/fleet/mosquitto", "Dashboard:Listen: is '192.168.1.4'", "ssh -L"],
        command, "--set", "Broker:Listen=0.0.0.0", "--set", "Dashboard:Listen=192.168.1.4", "--set", $"Dashboard:Port={FreePort.Find()}", "--set", $"Broker:Port={FreePort.Find()}");

    [Fact]
    public Task PrivacyThatNamesAnUnknownClass() => RefusesAsync(
        ["Privacy:Classes: 'persn' is no class of model 'field'", "Privacy:Policy: is 'Sometimes', expected one of Blank, Strict, None", "Privacy:Fill: is 'grey'"],
        "check-config", "--set", "Privacy:Classes:0=persn", "--set", "Privacy:Policy=Sometimes", "--set", "Privacy:Fill=grey",
        "--set", $"Dashboard:Port={FreePort.Find()}", "--set", $"Broker:Port={FreePort.Find()}");

    [Fact]
    public async Task Configuration_ListsEveryProblemAtOnce()
    {
        File.WriteAllText(_folder.File("device.json"), """
            { "Camera": { "Source": "/no/such/video.mp4", "Colour": 3, "Width": "wide" }, "Pipeline": { "Frames": 1000 },
              "Flags": [ { "Kind": "ClassArea", "Class": "tomato" } ], "Modell": { "Path": "field" } }
            """);
        await RefusesAsync(
            ["Camera:Colour: unknown key", "Camera:Width: is 'wide'", "Pipeline:Frames: is '1000', expected 4 to 64", "Modell: unknown key",
                "/no/such/video.mp4: no such", "'Class' is 'tomato', field has: field: soil"],
            "check-config", "--config", _folder.File("device.json"), "--set", $"Dashboard:Port={FreePort.Find()}", "--set", $"Broker:Port={FreePort.Find()}");
    }

    [Fact]
    public Task TimesThatAreNone_AndAnExplanationThatOutlastsItsWatchdog() => RefusesAsync(
        ["Watchdog:Capture: is '00:00:90', expected a time such as 00:00:05", "Watchdog:Explain: is 00:05:00, expected more than Explain:Milliseconds, 00:10:00"],
        "check-config", "--without-hardware", "--set", "Watchdog:Capture=00:00:90", "--set", "Explain:Milliseconds=600000");

    [Theory]
    [InlineData("segment", "--source", "simulated", "--frames", "1")]
    [InlineData("compile")]
    public Task AnUnknownProvider(params string[] command) =>
        RefusesAsync(["'gpu'", "'cpu'", "'cuda'", "'tensorrt'"], [.. command, "--model", "field", "--out", _folder.File("out"), "--provider", "gpu"]);

    [Theory]
    [InlineData("check-config")]
    [InlineData("run")]
    public Task AnUnknownExplanationMethod_OrGrid_IsRefusedAtTheStart_WithWhatIsKnown(string command) => RefusesAsync(
        [
            "Explain:Method: is 'gradcam', expected one of auto, scg, coalition-gradients, ", "seg-grad-cam, ", "occlusion, rise, ",
            "Explain:Cells: is '64x20', expected columns x rows, each 1 to 40, such as 20x12.",
        ],
        command, "--set", "Explain:Method=gradcam", "--set", "Explain:Cells=64x20", "--set", $"Dashboard:Port={FreePort.Find()}", "--set", $"Broker:Port={FreePort.Find()}");

    [Fact]
    public async Task AKnownExplanationMethod_IsTaken_InAnyCase()
    {
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "check-config", "--set", "Explain:Method=SCG", "--set", "Explain:Cells=32x20",
            "--set", $"Dashboard:Port={FreePort.Find()}", "--set", $"Broker:Port={FreePort.Find()}");
        Assert.True(code == 0, output + errors);
    }

    [Fact]
    public Task MissingConfiguration() => RefusesAsync(["/no/such.json: no such configuration file", "--print-defaults"], "run", "--config", "/no/such.json");

    [Fact]
    public Task UnknownCommandLineOption() => RefusesAsync(["--modle"], "segment", "--modle", "field");

    [Fact]
    public Task LabelListThatNamesMissingFiles()
    {
        File.WriteAllText(_folder.File("list.txt"), "a.png b.png\nonly-one\n");
        return RefusesAsync(["list.txt, line 1:", "a.png: no such file", "list.txt, line 2: 1 paths"], "evaluate", "--model", "field", "--data", _folder.File("list.txt"));
    }

    private string[] Segment() => ["segment", "--model", _folder.Path, "--source", "simulated", "--frames", "1", "--out", _folder.File("out")];

    private JsonObject CopyModel()
    {
        foreach (var file in new[] { "field.onnx", "model.json" }) File.Copy(Path.Combine(BundledModel, file), _folder.File(file));
        return JsonNode.Parse(File.ReadAllText(_folder.File("model.json")))!.AsObject();
    }

    private static async Task RefusesAsync(string[] saying, params string[] arguments)
    {
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, arguments);
        Assert.True(code == 2, $"exit code {code}\n{output}\n{errors}");
        foreach (var words in saying) Assert.Contains(words, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal); // no stack trace for a user's mistake
    }
}
