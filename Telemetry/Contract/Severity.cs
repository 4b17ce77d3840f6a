using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>How urgent a fired rule is; also the order in which events leave.</summary>
[JsonConverter(typeof(LenientEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    Alert,
    Review,
}
