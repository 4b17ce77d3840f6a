using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>What the link to a camera is doing.</summary>
[JsonConverter(typeof(LenientEnumConverter<CameraLinkState>))]
public enum CameraLinkState
{
    /// <summary>A value this version does not know; never written by a device.</summary>
    Other,
    Connecting,
    Streaming,
    /// <summary>Nothing came for too long; it is being ended.</summary>
    Stalled,
    /// <summary>Waits before the next attempt.</summary>
    Backoff,
}
