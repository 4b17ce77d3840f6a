using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using MQTTnet;
using MQTTnet.Formatter;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>The whole device takes signed commands over a real broker, and its audit chain tells afterwards.</summary>
public sealed class CommandedDeviceTests : IDisposable
{
    private const string Prefix = "segedge/v1/farm/robot/";

    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _hub = ECDsa.Create(ECCurve.NamedCurves.nistP256), _device = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private long _counter;

    private string Outbox => Path.Combine(_folder.Path, "outbox");

    private string DevicePem => Path.Combine(_folder.Path, "device-public.pem");

    [Fact]
    public async Task CommandsAct_StrangersDoNot_AndTheChainProvesBoth_UntilSomebodyTouchesIt()
    {
        WriteKeys();
        await using var broker = await MosquittoProcess.StartAsync();
        await using var subscriber = await TopicRecorder.ListenAsync(broker.Port);
        await using (var device = await DeviceProcess.StartAsync(
            "Device:Site=farm", "Device:Name=robot", "Broker:Embedded=false", "Mqtt:Host=127.0.0.1", $"Mqtt:Port={broker.Port}", "Camera:FramesPerSecond=10",
            "Camera:Width=320", "Camera:Height=192", "Explain:Enabled=false", $"Outbox:Folder={Outbox}", $"Commands:KeysFolder={Path.Combine(_folder.Path, "keys")}",
            $"Audit:HeadKeyFile={Path.Combine(_folder.Path, "device.pem")}"))
        {
            await subscriber.HearAsync(m => m.Topic == Prefix + "state", "the device speaks");
            using var client = new MqttClientFactory().CreateMqttClient();
            await client.ConnectAsync(new MqttClientOptionsBuilder().WithBroker("127.0.0.1", broker.Port).WithProtocolVersion(MqttProtocolVersion.V500).Build(),
                TestContext.Current.CancellationToken);

            Assert.Equal("done", await AskAsync("live", new() { ["camera"] = "front", ["seconds"] = 60 }, _hub));
            var mask = await subscriber.HearAsync(m => m.Topic == Prefix + "live/front/mask", "a live mask");
            var picture = IndexedPng.Decode(mask.Body);
            Assert.Equal(("image/png", 320.0 / 192), (mask.ContentType, (double)picture.Width / picture.Height));
            Assert.Equal("refused badArguments", await AskAsync("live", new() { ["camera"] = "rear", ["seconds"] = 60 }, _hub));
            Assert.Equal("done", await AskAsync("config", new() { ["stateEveryS"] = 1 }, _hub));
            Assert.Equal("refused unsupported", await AskAsync("config", new() { ["capBytes"] = 1 }, _hub));
            await device.TriggerAsync();
            var (erased, blobs) = await FlaggedAsync(device.Dashboard);
            string[] paths = [$"api/events/{erased}", .. blobs.Select(sha256 => $"api/blobs/{sha256}")];
            Assert.All(paths, path => Assert.True(device.Answers(path), path));
            Assert.Equal("done", await AskAsync("erase", new() { ["eventId"] = erased }, _hub));
            Assert.All(paths, path => Assert.False(device.Answers(path), path));
            using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Assert.Equal("refused badSignature", await AskAsync("rebirth", null, stranger));

            device.Process.Terminate();
            var (code, _, errors) = await device.Process.EndAsync();
            Assert.True(code == 0, errors);

            async Task<string> AskAsync(string name, JsonObject? args, ECDsa key)
            {
                var correlation = Guid.NewGuid().ToString("n");
                await client.PublishAsync(new()
                {
                    Topic = $"{Prefix}cmd/{name}",
                    Payload = new(Signed(name, args, key)),
                    ContentType = ContentTypes.Jose,
                    MessageExpiryInterval = 30,
                    QualityOfServiceLevel = MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce,
                    ResponseTopic = $"{Prefix}cmd-res/{correlation}",
                }, TestContext.Current.CancellationToken);
                var answer = await subscriber.HearAsync(m => m.Topic == $"{Prefix}cmd-res/{correlation}", $"an answer to {name}");
                Assert.Empty(JsonSchemaCheck.Validate(Repository.Path("docs/contract/result.schema.json"), answer.Text));
                var result = JsonDocument.Parse(answer.Body).RootElement;
                return $"{result.GetProperty("status")} {(result.TryGetProperty("reason", out var reason) ? reason : "")}".TrimEnd();
            }
        }

        var (verified, said, problem) = await SegEdgeProcess.RunAsync(null, "audit", "verify", "--folder", Outbox, "--key", DevicePem);
        Assert.True(verified == 0, problem);
        Assert.Contains("unbroken", said, StringComparison.Ordinal);
        Assert.Contains("1 signatures are by the given key", said, StringComparison.Ordinal);
        var file = Path.Combine(Outbox, AuditFile.Name);
        var actions = File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("action").GetString()).ToArray();
        Assert.Equal(["start", "modelLoaded", "config"], actions[..3]);
        Assert.Equal("stop", actions[^1]);
        Assert.Equal((5, 3), (actions.Count(action => action == "commandAccepted"), actions.Count(action => action == "commandRefused")));
        Assert.All(File.ReadLines(file), line => Assert.Contains(subscriber.All, m => m.Topic == Prefix + "audit" && m.Text == line));

        File.WriteAllText(file, File.ReadAllText(file).Replace("badSignature", "badsignature", StringComparison.Ordinal));
        var (tampered, _, named) = await SegEdgeProcess.RunAsync(null, "audit", "verify", "--folder", Outbox);
        Assert.Equal(2, tampered);
        Assert.Contains("('commandRefused' of 'rebirth') was changed", named, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyFilesThatAreNone_AreNamedAtTheStart_AllAtOnce()
    {
        WriteKeys();
        File.WriteAllText(Path.Combine(_folder.Path, "keys", "hub-2.pem"), "nothing");
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "check-config", "--set", $"Commands:KeysFolder={Path.Combine(_folder.Path, "keys")}",
            "--set", $"Audit:HeadKeyFile={DevicePem}", "--set", $"Dashboard:Port={FreePort.Find()}", "--set", $"Broker:Port={FreePort.Find()}");
        Assert.Equal(2, code);
        Assert.Contains("Audit:HeadKeyFile", errors, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _hub.Dispose();
        _device.Dispose();
        _folder.Dispose();
    }

    /// <summary>A flagged frame that the dashboard has with its pictures.</summary>
    private static async Task<(string EventId, string[] Blobs)> FlaggedAsync(Uri dashboard)
    {
        using var http = new HttpClient { BaseAddress = dashboard };
        (string, string[]) found = ("", []);
        await Eventually.TrueAsync(async () =>
        {
            var items = (await http.GetFromJsonAsync<JsonElement>("api/events", TestContext.Current.CancellationToken)).GetProperty("items");
            foreach (var item in items.EnumerateArray().Where(item => item.GetProperty("blobs").GetArrayLength() > 0))
                found = (item.GetProperty("event").GetProperty("eventId").GetString()!, [.. item.GetProperty("blobs").EnumerateArray().Select(blob => blob.GetString()!)]);
            return found.Item2.Length > 0;
        }, "a flagged frame with a picture");
        return found;
    }

    private void WriteKeys()
    {
        var keys = Directory.CreateDirectory(Path.Combine(_folder.Path, "keys")).FullName;
        File.WriteAllText(Path.Combine(keys, "hub-1.pem"), _hub.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(Path.Combine(_folder.Path, "device.pem"), _device.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(DevicePem, _device.ExportSubjectPublicKeyInfoPem());
    }

    private byte[] Signed(string name, JsonObject? args, ECDsa key)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject { ["aud"] = "farm/robot", ["cmd"] = name, ["iat"] = now, ["exp"] = now + 30, ["jti"] = Guid.NewGuid().ToString("n"), ["ctr"] = ++_counter };
        if (args is not null) claims["args"] = args;
        return Jws.Sign(key, "hub-1", JsonSerializer.SerializeToUtf8Bytes(claims));
    }
}
