using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What was done.</summary>
[JsonConverter(typeof(LenientEnumConverter<AuditAction>))]
public enum AuditAction
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    Start,
    Stop,
    ModelLoaded,
    Config,
    Mode,
    CommandAccepted,
    CommandRefused,
    Erased,
    /// <summary>The device's signature over the hash of the record before.</summary>
    Head,
}
