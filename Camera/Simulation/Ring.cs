using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>A ring of a <see cref="Loft"/>: half its size along the two given axes.</summary>
internal record struct Ring(Vector3 Centre, float HalfWidth, float HalfDepth, Vector3 Reflectance);
