using System.Text.Json;
using SegEdge.EndToEnd.Tests.Device;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Thermal;

/// <summary>The program itself on a machine that is hot.</summary>
public sealed class HotDeviceTests
{
    [Fact]
    public async Task AHotDevice_SkipsExplanations_SaysWhyInEachEvent_AndTellsInItsState()
    {
        using var sensors = new FakeSysfs();
        sensors.Heat("tj-thermal", 84);
        var port = FreePort.Find();
        await using var device = await DeviceProcess.StartAsync("Thermal:Enabled=true", $"Thermal:Root={sensors.Root}", "Camera:FramesPerSecond=10", "Camera:Width=320", "Camera:Height=192",
            "Flags:0:Kind=EveryNth", "Flags:0:Every=5", "Mqtt:StateEvery=00:00:01", $"Broker:Port={port}");
        await using var subscriber = await TopicRecorder.ListenAsync(port);
        var happened = await subscriber.HearAsync(m => m.Topic.Contains("/event", StringComparison.Ordinal) && m.Text.Contains("skipped", StringComparison.Ordinal), "a flagged frame without explanation");
        var explanation = JsonDocument.Parse(happened.Body).RootElement.GetProperty("explanations")[0];
        Assert.Equal("skipped", explanation.GetProperty("status").GetString());
        Assert.Equal("explanations are paused by the thermal governor: tj-thermal is at 84.0 °C, Explanations:EnterC is 80", explanation.GetProperty("reason").GetString());

        var state = await subscriber.HearAsync(m => m.Topic.EndsWith("/state", StringComparison.Ordinal) && m.Text.Contains("\"governor\"", StringComparison.Ordinal), "a state");
        Assert.Empty(JsonSchemaCheck.Validate(Repository.Path("docs/contract/state.schema.json"), state.Text));
        var told = JsonDocument.Parse(state.Body).RootElement;
        Assert.Equal((84, true, 1), (told.GetProperty("tempC").GetDouble(), told.GetProperty("throttled").GetBoolean(), told.GetProperty("governor").GetProperty("step").GetInt32()));
    }
}
