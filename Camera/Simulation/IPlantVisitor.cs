using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Goes through the field with <see cref="Planting"/>: once to collect shadows, once to draw.</summary>
internal interface IPlantVisitor
{
    /// <param name="at">World x, and y relative to the camera; metres.</param>
    /// <param name="size">Factor on the sprite.</param>
    /// <param name="phase">Radians: where in the wind's swing it is.</param>
    void Stands(SpriteSheet sheet, int individual, Vector2 at, float size, float phase, byte label);

    /// <summary>Everything at least this far ahead has been visited; metres.</summary>
    void StripDone(float forward);
}
