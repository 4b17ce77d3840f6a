using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What stays on the device while it is paused. Nothing is lost by it as long as the outbox has room.</summary>
[JsonConverter(typeof(LenientEnumConverter<PauseScope>))]
public enum PauseScope
{
    /// <summary>A value this version does not know; never obeyed.</summary>
    Other,
    /// <summary>Masks, heat maps, pictures; their events leave.</summary>
    Blobs,
    /// <summary>Everything but gaps, audit and alerts.</summary>
    Reviews,
}
