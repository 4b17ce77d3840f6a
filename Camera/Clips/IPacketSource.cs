namespace SegEdge.Camera.Clips;

/// <summary>A source that gets its pictures encoded and keeps the packets.</summary>
public interface IPacketSource
{
    /// <summary>Null where it was not asked to keep any, or gets none.</summary>
    PacketRing? Packets { get; }
}
