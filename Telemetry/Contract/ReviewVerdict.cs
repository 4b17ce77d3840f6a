using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What a person decided about an event.</summary>
[JsonConverter(typeof(LenientEnumConverter<ReviewVerdict>))]
public enum ReviewVerdict
{
    /// <summary>A value this version does not know.</summary>
    Other,
    Confirm,
    /// <summary>A reason is required.</summary>
    Dismiss,
    WrongClass,
    Unsure,
    /// <summary>To be removed for the sake of somebody's privacy.</summary>
    Remove,
}
