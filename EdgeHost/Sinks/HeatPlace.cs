using OpenCvSharp;
using SegEdge.Explain;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>Where a map lies in the camera's picture: all of it, or the tile that was explained.</summary>
internal static class HeatPlace
{
    /// <param name="letterbox">Of the frame that was explained.</param>
    /// <returns>In camera pixels.</returns>
    public static Rect Of(ExplanationResult explanation, SaliencyMap map, Letterbox letterbox)
    {
        if (explanation.Tile is not { } tile) return new Rect(0, 0, letterbox.InCamera.Width, letterbox.InCamera.Height);
        var content = map.Content;
        return letterbox.MapToCamera(new Rect(tile.X + content.X, tile.Y + content.Y, content.Width, content.Height), letterbox.InModel);
    }
}
