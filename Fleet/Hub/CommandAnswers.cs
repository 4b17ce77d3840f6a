using System.Text.Json;
using Microsoft.Extensions.Logging;
using MQTTnet;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Hub;

/// <summary>What devices say to the hub's commands: a device that refuses them never forgets a record, and somebody has to know.</summary>
internal sealed class CommandAnswers(HubCounters counters, LiveMasks live, TimeProvider time, ILogger log)
{
    // A device that does not know the key refuses every receipt; one line of it a minute is enough for all.
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    private long? _loggedAt;

    /// <param name="address">Of an answer.</param>
    public void Take(TopicAddress address, MqttApplicationMessage message)
    {
        try
        {
            var reader = new Utf8JsonReader(message.Payload);
            if (JsonSerializer.Deserialize(ref reader, TelemetryJson.Default.CommandResult) is { } result && result.Status != CommandStatus.Done) Note(address, result);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // expected: no answer that can be read; nobody waits for it
        }
    }

    private void Note(TopicAddress address, CommandResult result)
    {
        counters.CountRefused();
        if (result.Cmd == WireNames.NameOf(CommandName.Live)) live.Refused(address.Site, address.Device, result.Text ?? WireNames.NameOf(result.Status));
        if (_loggedAt is { } before && time.GetElapsedTime(before) < LogEvery) return;
        _loggedAt = time.GetTimestamp();
        HubLog.Refused(log, $"{address.Site}/{address.Device}", result.Cmd, result.Reason is { } reason ? WireNames.NameOf(reason) : WireNames.NameOf(result.Status), result.Text);
    }
}
