using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>One plant or stone as the mean camera sees it at one distance. Its shadow lies beside it at half size.</summary>
internal sealed class Sprite
{
    /// <summary>BGRA, colours multiplied by alpha, [Height, Width]; the last row and column are empty, so that bilinear reads may
    /// look one further.</summary>
    public required uint[] Pixels { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Where the foot is, in pixels from the upper left corner.</summary>
    public required float AnchorX { get; init; }

    public required float AnchorY { get; init; }

    /// <summary>Depth in metres along the optical axis that it was drawn for; at another depth it is scaled.</summary>
    public required float Depth { get; init; }

    /// <summary>Per row the first and one past the last column that is not empty.</summary>
    public required (short First, short End)[] Spans { get; init; }

    public required SpriteShadow? Shadow { get; init; }

    /// <summary>Of what is not empty; picture values.</summary>
    public Vector3 MeanColour
    {
        get
        {
            var (sum, alpha) = (Vector3.Zero, 1f);
            foreach (var pixel in Pixels)
            {
                sum += new Vector3(pixel & 255, pixel >> 8 & 255, pixel >> 16 & 255);
                alpha += (pixel >> 24) / 255f;
            }
            return sum / alpha;
        }
    }
}
