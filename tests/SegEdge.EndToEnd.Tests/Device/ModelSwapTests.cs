using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>Another model in a running device, asked for as an operator does.</summary>
public sealed class ModelSwapTests
{
    [Fact]
    public async Task ASwap_LosesNoResult_AndEverybodyIsTold()
    {
        using var models = await SwapModels.MakeAsync();
        await using var broker = await MosquittoProcess.StartAsync();
        await using var subscriber = await TopicRecorder.ListenAsync(broker.Port);
        await using var device = await DeviceProcess.StartAsync(models.Settings("Broker:Embedded=false", "Mqtt:Host=127.0.0.1", $"Mqtt:Port={broker.Port}",
            "Mqtt:StateEvery=00:00:01", "Model:Swap:GoodFrames=20", "Flags:0:Kind=EveryNth", "Flags:0:Every=5"));
        await subscriber.HearAsync(m => IsOf(m, "/event/front", "model", "1"), "an event of the old model");
        var (code, output, errors) = await models.SwapAsync(models.New);
        Assert.True(code == 0, errors);
        Assert.Contains("Model 'tiny' 2", output, StringComparison.Ordinal);
        Assert.Contains("20 frames were good", output, StringComparison.Ordinal);

        var ready = await device.ReadyAsync();
        Assert.Equal(("2", "CPU"), (ready.GetProperty("model").GetProperty("version").GetString(), ready.GetProperty("provider").GetProperty("state").GetString()));
        await subscriber.HearAsync(m => IsOf(m, "/birth", "model", "2"), "a birth of the new model");
        var seen = await subscriber.HearAsync(m => IsOf(m, "/event/front", "model", "2"), "an event of the new model");
        Assert.Empty(JsonSchemaCheck.Validate(Repository.Path("docs/contract/event.schema.json"), seen.Text));
        Assert.Equal("CPU", JsonDocument.Parse(seen.Text).RootElement.GetProperty("model").GetProperty("providerState").GetString());
        await subscriber.HearAsync(m => m.Topic.EndsWith("/audit", StringComparison.Ordinal) && m.Text.Contains("frames were good", StringComparison.Ordinal), "the audit record");
        Assert.Equal(0, await MetricAsync(device, "segedge_frames_failed_total"));
        Assert.Equal((1, 0), (await MetricAsync(device, "segedge_model_swaps_total", "accepted"), await MetricAsync(device, "segedge_model_swaps_total", "rolled_back")));
        Assert.Equal(1, await MetricAsync(device, "segedge_ep_active", "\"CPU\""));

        device.Process.Terminate();
        var ended = await device.Process.EndAsync();
        Assert.True(ended.ExitCode == 0, ended.Errors + ended.Output);
    }

    [Fact]
    public async Task AModelThatIsNoGood_IsNotTaken_AndTheReasonIsTold()
    {
        using var models = await SwapModels.MakeAsync();
        await using var device = await DeviceProcess.StartAsync(models.Settings("Model:Swap:ReserveMb=64"));

        await RefusedAsync(models.Old, "has no golden frames");
        SwapModels.Edit(models.New, m => m["golden"]!["frames"]![0]!["sha256"] = new string('0', 64));
        await RefusedAsync(models.New, "the manifest's golden frames expect 0000");
        SwapModels.Edit(models.New, m => m["heads"]![0]!["classes"]!.AsArray().RemoveAt(0));
        await RefusedAsync(models.New, "lists 3, output scores");
        await RefusedAsync("nobody", "neither a file nor a folder nor a known model");

        using var others = await SwapModels.MakeAsync();
        // The same manifest and golden frames around other weights: what no signature and no hash of the file would find.
        var turned = TinyOnnx.Logits(64, 32, [.. TinyOnnx.Colors.Reverse()]).Onnx;
        File.WriteAllBytes(Path.Combine(others.New, "tiny.onnx"), turned);
        SwapModels.Edit(others.New, m => m["sha256"] = Convert.ToHexStringLower(SHA256.HashData(turned)));
        await RefusedAsync(others.New, "disagrees with its golden frames: golden/00.png: head 'head' agrees in");
        Assert.Equal(0, await MetricAsync(device, "segedge_frames_failed_total"));

        async Task RefusedAsync(string model, string reason)
        {
            var (code, _, errors) = await models.SwapAsync(model);
            Assert.True(code == 3, errors);
            Assert.Contains(reason, errors, StringComparison.Ordinal);
            Assert.Equal("1", await VersionAsync(device));
        }
    }

    [Fact]
    public async Task WithoutMemoryForBoth_ItRefuses_AndSaysHowMuchIsMissing()
    {
        using var models = await SwapModels.MakeAsync();
        await using var device = await DeviceProcess.StartAsync(models.Settings("Model:Swap:ReserveMb=1000000"));
        var (code, _, errors) = await models.SwapAsync(models.New);
        Assert.Equal(3, code);
        Assert.Contains("cannot be loaded beside the model that runs", errors, StringComparison.Ordinal);
        Assert.Contains("Model:Swap:ReserveMb", errors, StringComparison.Ordinal);
        Assert.Equal("1", await VersionAsync(device));
    }

    [Fact, Trait("run", "long")]
    public async Task KilledAnywhere_TheDeviceStartsWithAModelThatWorks()
    {
        using var models = await SwapModels.MakeAsync();
        // On trial for ever: the pointer is not written yet.
        await using (var device = await DeviceProcess.StartAsync(models.Settings("Model:Swap:GoodFrames=1000000")))
        {
            await using var asking = models.BeginSwap(models.New);
            await Eventually.TrueAsync(async () => await VersionAsync(device) == "2", "the new model is on trial");
            device.Process.Kill();
            await device.Process.EndAsync();
            var (code, _, errors) = await asking.EndAsync();
            Assert.Equal(2, code);
            Assert.Contains("the device ended before it answered", errors, StringComparison.Ordinal);
        }
        // While it loads: the request is taken, nothing else has happened.
        await using (var device = await DeviceProcess.StartAsync(models.Settings("Model:Swap:GoodFrames=1000000")))
        {
            Assert.Equal("1", await VersionAsync(device));
            await using var asking = models.BeginSwap(models.New);
            var request = Path.Combine(models.SwapFolder, "request.json");
            await Eventually.TrueAsync(() => File.Exists(request), "asked");
            await Eventually.TrueAsync(() => !File.Exists(request), "taken");
            device.Process.Kill();
            await device.Process.EndAsync();
        }
        // Right after it was accepted.
        await using (var device = await DeviceProcess.StartAsync(models.Settings("Model:Swap:GoodFrames=8")))
        {
            Assert.Equal("1", await VersionAsync(device));
            var (code, _, errors) = await models.SwapAsync(models.New);
            device.Process.Kill();
            Assert.True(code == 0, errors);
            await device.Process.EndAsync();
        }
        await using (var device = await DeviceProcess.StartAsync(models.Settings())) Assert.Equal("2", await VersionAsync(device));
        // Somebody removes what is current, or breaks it.
        File.Delete(Path.Combine(models.New, "tiny.onnx"));
        await using (var device = await DeviceProcess.StartAsync(models.Settings()))
        {
            Assert.Equal("1", await VersionAsync(device));
            var reasons = (await device.ReadyAsync()).GetProperty("reasons").EnumerateArray().Select(r => r.GetString()!);
            Assert.Contains(reasons, r => r.Contains($"'{models.Old}' runs instead", StringComparison.Ordinal));
        }
        File.WriteAllText(Path.Combine(models.SwapFolder, "current.json"), "{ half");
        await using (var device = await DeviceProcess.StartAsync(models.Settings())) Assert.Equal("1", await VersionAsync(device));
    }

    [Fact, Trait("run", "long")]
    public async Task WithoutADevice_TheRequestIsWithdrawn()
    {
        using var models = await SwapModels.MakeAsync();
        var (code, _, errors) = await models.SwapAsync(models.New);
        Assert.Equal(2, code);
        Assert.Contains("no device looked here", errors, StringComparison.Ordinal);
        Assert.Equal(["device.lock"], Directory.EnumerateFiles(models.SwapFolder).Select(Path.GetFileName));
    }

    private static async Task<string?> VersionAsync(DeviceProcess device) => (await device.ReadyAsync()).GetProperty("model").GetProperty("version").GetString();

    private static bool IsOf(Heard message, string topic, string property, string version) =>
        message.Topic.EndsWith(topic, StringComparison.Ordinal) && message.Text.Length > 0
        && JsonDocument.Parse(message.Text).RootElement.GetProperty(property).GetProperty("version").GetString() == version;

    private static async Task<double> MetricAsync(DeviceProcess device, string name, string label = "")
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(device.Dashboard, "metrics"), TestContext.Current.CancellationToken);
        return text.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }
}
