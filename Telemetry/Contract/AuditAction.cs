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
    /// <summary>An emergency stop, or a line that does not do what it was told.</summary>
    Gpio,
    /// <summary>The thermal governor took something away or gave it back, or a sensor is missing.</summary>
    Governor,
    /// <summary>A stage hung; the process ended.</summary>
    Watchdog,
    /// <summary>The device's signature over the hash of the record before.</summary>
    Head,
}
