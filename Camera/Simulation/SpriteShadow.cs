namespace SegEdge.Camera.Simulation;

/// <summary>0 = lit, 255 = no sun, [Height, Width], at half the picture's scale.</summary>
internal sealed record SpriteShadow(byte[] Strength, int Width, int Height, float AnchorX, float AnchorY);
