using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What kind of records a gap is about.</summary>
[JsonConverter(typeof(LenientEnumConverter<StreamKind>))]
public enum StreamKind
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    Event,
    /// <summary>Blobs have no numbers of their own: ranges hold the numbers of their events.</summary>
    Blob,
    /// <summary>Gaps themselves, where the file that held them was damaged.</summary>
    Gap,
    /// <summary>The hash-chained record of decisions.</summary>
    Audit,
}
