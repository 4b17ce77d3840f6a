using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>Whether an explanation may be believed. No consumer may hide or upgrade it; <see cref="Other"/> is not ok.</summary>
[JsonConverter(typeof(LenientEnumConverter<ExplanationStatus>))]
public enum ExplanationStatus
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    Ok,
    /// <summary>Computed for an earlier frame and not checked against this one.</summary>
    Stale,
    /// <summary>Computed, and failed its own test.</summary>
    Untrusted,
    /// <summary>Not computed: no budget, no slot, no target.</summary>
    Skipped,
}
