using OpenCvSharp;

namespace SegEdge.Pipeline;

/// <summary>One object in a frame, as a model found it.</summary>
/// <param name="Class">Index into the head's classes; never 0, which is the background.</param>
/// <param name="Score">Probability of that class, 0..1.</param>
/// <param name="Box">In pixels of the model's input, as the model gave it: it may reach beyond the picture.</param>
/// <param name="AreaPx">Pixels of the class map where it is seen; 0 where others hide it, or its mask is empty.</param>
public readonly record struct Instance(int Class, float Score, Rect2d Box, int AreaPx)
{
    /// <summary>Its box in camera pixels, cut to the picture; without width or height where it lies outside.</summary>
    public Rect2d BoxInCamera(Letterbox letterbox)
    {
        var (from, to) = (letterbox.MapToCamera(Box.TopLeft), letterbox.MapToCamera(Box.BottomRight));
        double left = Math.Clamp(from.X, 0, letterbox.InCamera.Width), top = Math.Clamp(from.Y, 0, letterbox.InCamera.Height);
        return new Rect2d(left, top, Math.Clamp(to.X, left, letterbox.InCamera.Width) - left, Math.Clamp(to.Y, top, letterbox.InCamera.Height) - top);
    }
}
