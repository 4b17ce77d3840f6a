namespace SegEdge.Fleet.Simulation;

/// <summary>What a simulated camera sees, encoded once.</summary>
/// <param name="Thumb">JPEG.</param>
/// <param name="Mask">Indexed PNG, of the same frame.</param>
/// <param name="Width">Of the frame, pixels.</param>
public sealed record SimulatedPicture(ReadOnlyMemory<byte> Thumb, ReadOnlyMemory<byte> Mask, int Width, int Height);
