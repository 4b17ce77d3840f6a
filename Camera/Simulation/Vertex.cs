using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <param name="Position">Metres, origin where the thing stands on the ground, or relative to the camera's y.</param>
/// <param name="Reflectance">Linear BGR.</param>
/// <param name="Texture">Where on the surface: along and across.</param>
/// <param name="Open">Share of the sky seen: darker near the stem.</param>
/// <param name="Clear">How much sun a leaf lets through, 0..1.</param>
internal record struct Vertex(Vector3 Position, Vector3 Reflectance, Vector2 Texture, float Open, float Clear)
{
    public Vector3 Normal;
}
