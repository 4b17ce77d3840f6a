using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What was known of a clip when its event was made.</summary>
[JsonConverter(typeof(LenientEnumConverter<ClipState>))]
public enum ClipState
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,

    /// <summary>Being written on the device, which keeps it until its quota is used up.</summary>
    Recording,

    /// <summary>There is none, and <see cref="ClipInfo.Reason"/> says why.</summary>
    None,
}
