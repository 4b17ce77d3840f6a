using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>Why records will never arrive.</summary>
[JsonConverter(typeof(LenientEnumConverter<GapReason>))]
public enum GapReason
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    /// <summary>Given up for want of room.</summary>
    Evicted,
    /// <summary>Waited longer than records live.</summary>
    Expired,
    /// <summary>No broker would take it: too large, or refused for good.</summary>
    Quarantined,
    /// <summary>The file they waited in was damaged.</summary>
    SpoolLost,
    /// <summary>The event is there, the body of its blob is not.</summary>
    BlobLost,
    /// <summary>Turned away before it got a number.</summary>
    Refused,
    /// <summary>Deleted because somebody with the right to ask for it did.</summary>
    Erased,
}
