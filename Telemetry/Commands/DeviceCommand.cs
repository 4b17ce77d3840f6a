using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>A command that was found genuine, for this device, in time and new.</summary>
public sealed record DeviceCommand(CommandName Name, CommandClaims Claims, string KeyId)
{
    /// <exception cref="CommandException">They are missing or not what this command takes.</exception>
    public T Arguments<T>(JsonTypeInfo<T> type)
    {
        if (Claims.Args is not { } args) throw new CommandException(CommandReason.BadArguments, $"'{Claims.Cmd}' needs 'args'; see cmd.schema.json.");
        try
        {
            return args.Deserialize(type) ?? throw new JsonException("Found null.");
        }
        catch (JsonException e)
        {
            throw new CommandException(CommandReason.BadArguments, $"'args' of '{Claims.Cmd}': {e.Message} See cmd.schema.json.", e);
        }
    }
}
