using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>A marker stick: upright, square, of a pink that no plant, soil or sky has.</summary>
internal static class Stick
{
    /// <summary>In the class map while a scene is drawn; <see cref="FieldScene"/> then splits it into soil and the marker mask.</summary>
    public const byte Label = 0x80;

    // Metres. In the twin field's view at 256 x 160 (about 160 to 260 pixels a metre): 6 to 9 pixels wide, 16 to 30 high, so that
    // a grid of 16-pixel cells can tell it from its weed.
    private const float Height = 0.20f, HalfWidth = 0.018f;

    /// <param name="mesh">Gets a post with a flat top; its foot is at the origin.</param>
    public static void Build(Mesh mesh)
    {
        var pink = new Vector3(0.42f, 0.05f, 0.72f); // BGR
        ReadOnlySpan<Ring> rings =
        [
            new(new Vector3(0, 0, -0.01f), HalfWidth, HalfWidth, pink), new(new Vector3(0, 0, Height), HalfWidth, HalfWidth, pink),
            new(new Vector3(0, 0, Height + 0.002f), 1e-4f, 1e-4f, pink),
        ];
        Loft.Add(mesh, rings, Vector3.UnitX, Finish.Plain, 8);
    }
}
