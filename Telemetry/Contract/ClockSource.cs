using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What set the clock behind a capture time; says how far to trust it.</summary>
[JsonConverter(typeof(LenientEnumConverter<ClockSource>))]
public enum ClockSource
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    Gps,
    Ptp,
    Ntp,
    Rtc,
    /// <summary>Nothing set it since power-up: order is known, time of day is not.</summary>
    Free,
}
