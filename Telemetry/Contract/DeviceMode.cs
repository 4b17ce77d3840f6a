using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What the device is doing.</summary>
[JsonConverter(typeof(LenientEnumConverter<DeviceMode>))]
public enum DeviceMode
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    Normal,
    /// <summary>Running with less than was configured.</summary>
    Degraded,
    Paused,
    Hibernating,
}
