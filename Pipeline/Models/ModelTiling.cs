namespace SegEdge.Pipeline.Models;

/// <summary>Pictures larger than the network's input: the camera's picture is brought to this size and cut into tiles of the input's size, whose scores are
/// blended where they overlap.</summary>
public sealed record ModelTiling
{
    /// <summary>Of the picture that is cut, in pixels; at least the input's. Class maps have this size, times what an output is smaller than the input.</summary>
    public required int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public required int Height { get; init; }

    /// <summary>Pixels that two neighbouring tiles have in common at least. A pixel that is nearer to a tile's edge than the network looks around has been judged
    /// with part of its surroundings missing; in the overlap the other tile, which has them, has the say.</summary>
    public required int Overlap { get; init; }
}
