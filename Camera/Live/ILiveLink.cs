namespace SegEdge.Camera.Live;

/// <summary>A source whose camera can go away and come back, and which waits for it.</summary>
public interface ILiveLink
{
    /// <summary>Any thread may ask.</summary>
    LinkStatus Status { get; }

    event Action<LinkEvent>? Happened;
}
