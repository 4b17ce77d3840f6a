namespace SegEdge.Camera.Clips;

/// <summary>Up to where somebody read a <see cref="PacketRing"/>.</summary>
public readonly record struct RingPlace(long Group, int Offset);
