namespace SegEdge.Camera.Live;

/// <summary>What carries a network camera's pictures.</summary>
public enum RtspTransport
{
    /// <summary>Nothing is lost on the way; the default.</summary>
    Tcp,

    /// <summary>For cameras that offer nothing else: a lost packet is a damaged picture.</summary>
    Udp,
}
