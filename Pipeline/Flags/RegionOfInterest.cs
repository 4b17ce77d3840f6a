using OpenCvSharp;

namespace SegEdge.Pipeline.Flags;

/// <summary>A rectangle given as shares of the picture.</summary>
internal sealed class RegionOfInterest(IReadOnlyList<float>? shares)
{
    /// <summary>In pixels of a class map, inside its content.</summary>
    public Rect In(ClassMap map, Letterbox letterbox)
    {
        var content = letterbox.ContentIn(map.Size);
        if (shares is null) return content;
        var roi = new Rect(content.X + (int)(shares[0] * content.Width), content.Y + (int)(shares[1] * content.Height),
            (int)MathF.Ceiling(shares[2] * content.Width), (int)MathF.Ceiling(shares[3] * content.Height));
        return roi.Intersect(content);
    }
}
