using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What a binary attachment of an event shows.</summary>
[JsonConverter(typeof(LenientEnumConverter<BlobKind>))]
public enum BlobKind
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    Mask,
    Heat,
    Thumb,
    Frame,
}
