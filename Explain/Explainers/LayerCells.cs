using OpenCvSharp;

namespace SegEdge.Explain;

/// <summary>From a layer's plane to the cells of a grid.</summary>
internal static class LayerCells
{
    /// <summary>Means over each cell's part of the plane; between places where the plane is coarser than the grid.</summary>
    /// <param name="plane">[height, width], lying over the whole model input.</param>
    public static float[] Of(float[] plane, int height, int width, CellGrid grid, PictureTensor input)
    {
        using var whole = Mat.FromPixelData(height, width, MatType.CV_32FC1, plane);
        var content = grid.Content;
        // The content's rectangle in the layer's places; at least one of them.
        var (left, top) = (content.X * width / input.Width, content.Y * height / input.Height);
        var (right, bottom) = (Math.Max(left + 1, content.Right * width / input.Width), Math.Max(top + 1, content.Bottom * height / input.Height));
        using var part = whole.SubMat(top, bottom, left, right);
        return Fitted(part, grid);
    }

    /// <summary>The same for a plane [height, width] that lies over the content alone.</summary>
    public static float[] Of(float[] plane, int height, int width, CellGrid grid)
    {
        using var whole = Mat.FromPixelData(height, width, MatType.CV_32FC1, plane);
        return Fitted(whole, grid);
    }

    /// <summary>Position of a channel at a place, whatever the layout.</summary>
    public static int At(PictureTensor shape, int channel, int place) =>
        shape.ChannelsLast ? (place * shape.Channels) + channel : (channel * shape.Height * shape.Width) + place;

    private static float[] Fitted(Mat plane, CellGrid grid)
    {
        using var cells = new Mat();
        var finer = plane.Width >= grid.Columns && plane.Height >= grid.Rows;
        Cv2.Resize(plane, cells, new Size(grid.Columns, grid.Rows), interpolation: finer ? InterpolationFlags.Area : InterpolationFlags.Linear);
        cells.GetArray(out float[] values);
        return values;
    }
}
