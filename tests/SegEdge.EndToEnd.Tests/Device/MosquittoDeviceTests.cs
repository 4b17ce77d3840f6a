using System.Security.Cryptography;
using System.Text.Json;
using SegEdge.Telemetry.Codecs;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>The whole device against a real broker.</summary>
public sealed class MosquittoDeviceTests
{
    private const string Prefix = "segedge/v1/farm/robot/";

    [Fact]
    public async Task FlaggedFrame_ArrivesAsAValidEvent_WithEveryBlobItNames()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var subscriber = await TopicRecorder.ListenAsync(broker.Port);
        await using var device = await DeviceProcess.StartAsync(Settings(broker.Port));

        var online = await subscriber.HearAsync(m => m.Topic == Prefix + "connection" && Is(m, "state", "online"), "the device is online");
        Valid("connection", online);
        Valid("birth", await subscriber.HearAsync(m => m.Topic == Prefix + "birth", "birth"));
        Valid("state", await subscriber.HearAsync(m => m.Topic == Prefix + "state", "state"));

        await device.TriggerAsync();
        var heard = await subscriber.HearAsync(m => m.Topic == Prefix + "event/front", "an event");
        Valid("event", heard);
        var card = JsonDocument.Parse(heard.Body).RootElement;
        Assert.Equal("application/json", heard.ContentType);
        Assert.Equal(card.GetProperty("seq").GetRawText(), heard.Properties["seq"]);
        Assert.Contains(card.GetProperty("flags").EnumerateArray(), f => f.GetProperty("rule").GetString() == "trigger");

        var blobs = card.GetProperty("blobs").EnumerateArray().ToArray();
        Assert.True(blobs.Length == 3, card.ToString());
        Assert.Equal(["heat", "mask", "thumb"], blobs.Select(b => b.GetProperty("kind").GetString()).Order());
        foreach (var blob in blobs)
        {
            var sha256 = blob.GetProperty("sha256").GetString()!;
            var kind = blob.GetProperty("kind").GetString();
            var arrived = await subscriber.HearAsync(m => m.Properties.GetValueOrDefault("sha256") == sha256, $"the {kind}");
            Assert.Equal($"{Prefix}blob/front/{kind}", arrived.Topic);
            Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(arrived.Body)));
            Assert.Equal(card.GetProperty("eventId").GetString(), arrived.Properties["event"]);
            if (kind == "heat") HeatAgrees(card.GetProperty("explanations")[0], HeatCodec.Decode(arrived.Body));
        }
    }

    [Fact]
    public async Task KilledDevice_LeavesTheBrokenWillOfItsBoot()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var subscriber = await TopicRecorder.ListenAsync(broker.Port);
        await using var device = await DeviceProcess.StartAsync([.. Settings(broker.Port), "Mqtt:WillDelay=00:00:01"]);
        var online = await subscriber.HearAsync(m => m.Topic == Prefix + "connection" && Is(m, "state", "online"), "the device is online");

        device.Process.Kill();

        var broken = await subscriber.HearAsync(m => m.Topic == Prefix + "connection" && Is(m, "state", "broken"), "the broken will");
        Valid("connection", broken);
        Assert.Equal(Field(online, "bootId"), Field(broken, "bootId"));
        Assert.Equal(Field(online, "session"), Field(broken, "session"));
    }

    [Fact]
    public async Task StoppedDevice_PublishesWhatIsUnderWay_AndSaysOffline()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var subscriber = await TopicRecorder.ListenAsync(broker.Port);
        await using var device = await DeviceProcess.StartAsync(Settings(broker.Port));
        await device.TriggerAsync();
        await Eventually.TrueAsync(() => device.StatusAsync().GetAwaiter().GetResult().GetProperty("counters").GetProperty("flagged").GetInt64() > 0,
            "a frame is flagged");

        device.Process.Terminate();
        var (code, output, errors) = await device.Process.EndAsync();

        Assert.True(code == 0, errors);
        Assert.Contains("0 left in the outbox", output, StringComparison.Ordinal);
        Assert.Contains("rented = returned", output, StringComparison.Ordinal);
        await subscriber.HearAsync(m => m.Topic == Prefix + "event/front", "the flagged frame's event, explained or not");
        await subscriber.HearAsync(m => m.Topic == Prefix + "connection" && Is(m, "state", "offline"), "offline");
    }

    [Fact]
    public async Task UnreachableBroker_IsNamed_AndTheDeviceWorksOn_AndDeliversLater()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await broker.StopAsync();
        await using var device = await DeviceProcess.StartAsync([.. Settings(broker.Port), "Mqtt:MaxBackoff=00:00:02"]);

        await Eventually.TrueAsync(() => device.Process.Output.Contains($"127.0.0.1:{broker.Port}", StringComparison.Ordinal), "the log names the broker");
        Assert.True(device.Answers("ready"));
        var health = (await device.StatusAsync()).GetProperty("health");
        Assert.Equal("degraded", health.GetProperty("state").GetString());
        Assert.Contains($"127.0.0.1:{broker.Port}", health.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        await device.TriggerAsync();

        device.Process.Freeze(); // else it may deliver before anybody listens
        await broker.StartAgainAsync();
        await using var subscriber = await TopicRecorder.ListenAsync(broker.Port);
        device.Process.Thaw();
        await subscriber.HearAsync(m => m.Topic == Prefix + "event/front", "the event of the time without a broker");
    }

    private static string[] Settings(int port) =>
    [
        "Device:Site=farm", "Device:Name=robot", "Broker:Embedded=false", "Mqtt:Host=127.0.0.1", $"Mqtt:Port={port}", "Mqtt:StateEvery=00:00:01",
        "Camera:FramesPerSecond=5", "Camera:Width=320", "Camera:Height=192", "Explain:Passes=24", "Explain:Milliseconds=120000", "Explain:Cells=18x11",
    ];

    private static void HeatAgrees(JsonElement explanation, HeatMap heat)
    {
        Assert.Equal((18, 11), (heat.Cells.W, heat.Cells.H));
        Assert.Equal((18, 11), (explanation.GetProperty("cells").GetProperty("w").GetInt32(), explanation.GetProperty("cells").GetProperty("h").GetInt32()));
        Assert.Equal(explanation.GetProperty("min").GetSingle(), heat.Min);
        Assert.Equal(explanation.GetProperty("max").GetSingle(), heat.Max);
    }

    private static void Valid(string schema, Heard message) =>
        Assert.Empty(JsonSchemaCheck.Validate(Repository.Path($"docs/contract/{schema}.schema.json"), message.Text));

    private static bool Is(Heard message, string field, string value) => Field(message, field) == value;

    private static string? Field(Heard message, string field) => JsonDocument.Parse(message.Body).RootElement.GetProperty(field).ToString();
}
