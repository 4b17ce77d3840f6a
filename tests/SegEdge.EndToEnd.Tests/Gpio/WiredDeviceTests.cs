using System.Reflection;
using System.Text.Json;
using SegEdge.Camera;
using SegEdge.EdgeHost;
using SegEdge.EndToEnd.Tests.Device;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>Lines, pipeline, telemetry and audit together.</summary>
public sealed class WiredDeviceTests
{
    [Fact]
    public async Task TriggerStopAndMode_ReachThePipeline_TheStateAndTheAuditChain()
    {
        await using var device = new WiredDevice();
        await device.ReleasedAsync();
        await using var subscriber = await TopicRecorder.ListenAsync(device.BrokerPort);
        device.Chips.Main[GpioRig.Trigger] = 1;
        await subscriber.HearAsync(m => m.Topic.Contains("/event", StringComparison.Ordinal), "the triggered frame's event");
        await Eventually.TrueAsync(() => device.Chips.Main[GpioRig.Alarm] == 1, "the alert sounds the alarm");
        Assert.False(device.IsSafe);

        device.Chips.AlwaysOn[GpioRig.EmergencyStop] = 0;
        await Eventually.TrueAsync(() => device.IsSafe, "the stop is obeyed");
        device.Chips.Main[GpioRig.Mode] = 1;
        var state = await subscriber.HearAsync(m => m.Topic.EndsWith("/state", StringComparison.Ordinal) && m.Text.Contains("\"emergencyStop\":true", StringComparison.Ordinal)
            && m.Text.Contains("\"paused\"", StringComparison.Ordinal), "the state tells of stop and mode");
        Assert.Empty(JsonSchemaCheck.Validate(Repository.Path("docs/contract/state.schema.json"), state.Text));
        Assert.Contains("\"gpio\":{\"safe\":true,\"reason\":\"the emergency stop is active\"", state.Text, StringComparison.Ordinal);

        var summary = await device.StopAsync();
        Assert.Equal(1, summary.Flagged);
        var audited = File.ReadLines(Path.Combine(device.AuditFolder, AuditFile.Name)).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(r => $"{r.GetProperty("action")} {r.GetProperty("subject")} {(r.TryGetProperty("detail", out var detail) ? detail : "")}").ToArray();
        Assert.Contains("gpio emergencyStop active", audited);
        Assert.Contains("mode switch a person drives: no frame is segmented", audited);
        Assert.StartsWith("stop", audited[^1], StringComparison.Ordinal);
        Assert.True(device.IsSafe);
    }

    [Fact]
    public async Task ACameraThatBreaks_LeavesTheOutputsSafe_BeforeTheDeviceHasEnded()
    {
        await using var device = new WiredDevice();
        await device.ReleasedAsync();
        device.Camera.Break();
        await Assert.ThrowsAsync<CameraException>(() => device.Run);
        Assert.True(device.IsSafe);
        Assert.False(device.Chips.Main.IsDisposed); // safe first, let go later
    }

    [Fact]
    public async Task AnUnhandledCrash_OfWhateverThread_PutsTheOutputsSafe()
    {
        await using var device = new WiredDevice();
        await device.ReleasedAsync();
        // The runtime's own list of those who hear of crashes: to raise it would end the test's process as well.
        var handlers = (Delegate)typeof(AppContext).GetField("UnhandledException", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        var ours = Assert.Single(handlers.GetInvocationList(), handler => handler.Target is Safeguards);
        ours.DynamicInvoke(this, new UnhandledExceptionEventArgs(new InvalidOperationException("out of luck"), isTerminating: true));
        Assert.True(device.IsSafe);
        await device.StopAsync();
        Assert.True(device.IsSafe);
    }
}
