using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>Whose word lets the device forget a record (telemetry design, section 5).</summary>
[JsonConverter(typeof(LenientEnumConverter<ConfirmBy>))]
public enum ConfirmBy
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    /// <summary>The hub, after its durable commit.</summary>
    Archive,
    /// <summary>PUBACK; the broker may still lose it.</summary>
    Broker,
}
