using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What became of a command.</summary>
[JsonConverter(typeof(LenientEnumConverter<CommandStatus>))]
public enum CommandStatus
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    Done,
    /// <summary>Not run; nothing has changed.</summary>
    Refused,
    /// <summary>It was run and did not succeed.</summary>
    Failed,
}
