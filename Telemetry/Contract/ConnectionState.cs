using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What the device last said about its link; not a health signal.</summary>
[JsonConverter(typeof(LenientEnumConverter<ConnectionState>))]
public enum ConnectionState
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    Online,
    /// <summary>Left on purpose, everything that could be drained was.</summary>
    Offline,
    Degraded,
    Hibernating,
    /// <summary>Written only by the broker, as the will of a link that ended without a farewell.</summary>
    Broken,
}
