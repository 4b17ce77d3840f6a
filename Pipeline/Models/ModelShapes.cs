using SegEdge.Camera;

namespace SegEdge.Pipeline.Models;

/// <summary>The sizes that a network with open height and width may be given, each [height, width] in pixels. One of them is chosen when the model is loaded and
/// stays: see <see cref="ModelPackage.FittedTo"/>.</summary>
public sealed record ModelShapes
{
    public required IReadOnlyList<int> Min { get; init; }

    /// <summary>Where no camera is known.</summary>
    public required IReadOnlyList<int> Opt { get; init; }

    public required IReadOnlyList<int> Max { get; init; }

    /// <summary>Every side is a multiple of it: what the network halves five times and doubles again must be one of 32.</summary>
    public int Multiple { get; init; } = 32;

    internal PictureSize Best => new(Opt[1], Opt[0]);

    /// <summary>The size nearest to a camera's that the bounds allow, at the camera's aspect ratio as nearly as they allow: never enlarged, unless the camera's picture is
    /// below the least.</summary>
    public PictureSize For(PictureSize camera)
    {
        var scale = Math.Min(1, Math.Min((double)Max[1] / camera.Width, (double)Max[0] / camera.Height));
        scale = Math.Max(scale, Math.Max((double)Min[1] / camera.Width, (double)Min[0] / camera.Height));
        return new PictureSize(Side(camera.Width, 1), Side(camera.Height, 0));

        int Side(int inCamera, int axis) => Math.Clamp((int)Math.Round(inCamera * scale / Multiple) * Multiple, Min[axis], Max[axis]);
    }
}
