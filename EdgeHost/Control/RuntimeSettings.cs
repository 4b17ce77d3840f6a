using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Control;

/// <summary>The settings that <c>cmd/config</c> may change. Until the next start: the configuration file stays what it is.</summary>
internal sealed class RuntimeSettings(MqttPublisher publisher, AuditTrail audit)
{
    private static readonly string[] Known = [.. typeof(ConfigArguments).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    public async ValueTask<JsonObject?> ChangeAsync(DeviceCommand command, CancellationToken cancellation)
    {
        var wanted = command.Arguments(TelemetryJson.Default.ConfigArguments);
        // A setting that was ignored without a word would look as if it had been changed.
        foreach (var member in command.Claims.Args!.Value.EnumerateObject())
            if (!Known.Contains(member.Name))
                throw new CommandException(CommandReason.Unsupported, $"'{member.Name}' cannot be changed while the device runs, only {string.Join(", ", Known)}. Change its "
                    + "configuration file and start it again.");
        if (wanted.StateEveryS is not { } seconds) throw new CommandException(CommandReason.BadArguments, $"Nothing to change; known are {string.Join(", ", Known)}.");
        if (!(seconds is >= 1 and <= 600)) throw new CommandException(CommandReason.BadArguments, "'stateEveryS' is out of range, expected 1 to 600.");
        var before = publisher.StateEvery;
        publisher.StateEvery = TimeSpan.FromSeconds(seconds);
        await audit.WriteAsync($"key:{command.KeyId}", AuditAction.Config, "stateEveryS",
            string.Create(CultureInfo.InvariantCulture, $"{before.TotalSeconds} -> {seconds}")).ConfigureAwait(false);
        return new() { ["stateEveryS"] = seconds };
    }
}
