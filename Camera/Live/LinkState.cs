namespace SegEdge.Camera.Live;

/// <summary>What a live camera's link is doing.</summary>
public enum LinkState
{
    /// <summary>The child runs; no picture of it yet.</summary>
    Connecting,
    Streaming,

    /// <summary>Nothing came for <see cref="ReconnectOptions.StallAfter"/>: the child is being ended.</summary>
    Stalled,

    /// <summary>Waits before the next attempt.</summary>
    Backoff,
}
