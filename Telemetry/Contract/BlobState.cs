using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What became of an attachment by the time its event was written.</summary>
[JsonConverter(typeof(LenientEnumConverter<BlobState>))]
public enum BlobState
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    /// <summary>Kept in the outbox; follows under its hash.</summary>
    Stored,
    /// <summary>Not made, by configuration or privacy.</summary>
    Off,
    /// <summary>Made, and given up for want of room or size.</summary>
    Dropped,
}
