using OpenCvSharp;

namespace SegEdge.Explain;

/// <summary>Dense optical flow from frame to frame on a small grey picture, averaged over each cell. Keeps the last picture; one thread owns it.</summary>
/// <remarks>Farneback, Two-Frame Motion Estimation Based on Polynomial Expansion, SCIA 2003, as OpenCV has it, from the new frame to the old one, which is
/// the direction that a map is fetched in. A cell of about 32 px is 8 px here: finer flow would be averaged away.</remarks>
public sealed class MotionEstimator : IDisposable
{
    private const int LongerSide = 160;

    private readonly Mat _grey = new(), _small = new(), _last = new(), _flow = new(), _cells = new(), _places = new(), _moved = new(), _difference = new();

    // Both coordinates are in one map.
    private readonly Mat _noPlaces = new();

    /// <returns>Null for the first picture, and where the size changed.</returns>
    /// <param name="picture">uint8 BGR; the part that the grid lies over.</param>
    public CellMotion? Follow(Mat picture, CellCount cells)
    {
        Shrink(picture, _small, _grey);
        return FollowSmall(_grey, cells);
    }

    /// <summary>All that a picture's motion is read from.</summary>
    /// <param name="picture">uint8 BGR.</param>
    /// <param name="scratch">Overwritten.</param>
    /// <param name="grey">Receives uint8, one channel, the longer side <see cref="LongerSide"/>.</param>
    internal static void Shrink(Mat picture, Mat scratch, Mat grey)
    {
        var scale = (double)LongerSide / Math.Max(picture.Width, picture.Height);
        Cv2.Resize(picture, scratch, new Size(Math.Max(16, (int)(picture.Width * scale)), Math.Max(16, (int)(picture.Height * scale))), interpolation: InterpolationFlags.Area);
        Cv2.CvtColor(scratch, grey, ColorConversionCodes.BGR2GRAY);
    }

    /// <summary>As <see cref="Follow"/>, of a picture that <see cref="Shrink"/> made.</summary>
    internal CellMotion? FollowSmall(Mat grey, CellCount cells)
    {
        var motion = _last.Empty() || _last.Size() != grey.Size() ? null : Between(grey, cells);
        grey.CopyTo(_last);
        return motion;
    }

    /// <summary>Goes on from this picture, whatever was before.</summary>
    internal void StartAt(Mat grey) => grey.CopyTo(_last);

    public void Dispose()
    {
        foreach (var mat in new[] { _grey, _small, _last, _flow, _cells, _places, _moved, _difference, _noPlaces }) mat.Dispose();
    }

    private CellMotion Between(Mat grey, CellCount cells)
    {
        Cv2.CalcOpticalFlowFarneback(grey, _last, _flow, 0.5, 4, 15, 3, 5, 1.1, OpticalFlowFlags.None);
        Cv2.Resize(_flow, _cells, new Size(cells.Columns, cells.Rows), interpolation: InterpolationFlags.Area);
        _cells.GetArray(out Vec2f[] means);
        var (width, height) = ((float)grey.Width / cells.Columns, (float)grey.Height / cells.Rows);
        return new CellMotion(Array.ConvertAll(means, m => m.Item0 / width), Array.ConvertAll(means, m => m.Item1 / height), cells, Unexplained(grey));
    }

    // The mean grey difference that is left after moving the old picture, against what two unrelated pictures of these greys would have.
    private unsafe double Unexplained(Mat grey)
    {
        _places.Create(_flow.Rows, _flow.Cols, MatType.CV_32FC2);
        var (rows, columns) = (_flow.Rows, _flow.Cols);
        for (var y = 0; y < rows; y++)
        {
            var flow = new ReadOnlySpan<Vec2f>((void*)_flow.Ptr(y), columns);
            var places = new Span<Vec2f>((void*)_places.Ptr(y), columns);
            for (var x = 0; x < places.Length; x++) places[x] = new Vec2f(x + flow[x].Item0, y + flow[x].Item1);
        }
        Cv2.Remap(_last, _moved, _places, _noPlaces, InterpolationFlags.Linear, BorderTypes.Replicate);
        Cv2.Absdiff(grey, _moved, _difference);
        using Mat mean = new(), deviation = new();
        Cv2.MeanStdDev(grey, mean, deviation);
        // Two independent normal greys of deviation d differ by 2 d / sqrt(pi) on average.
        var unrelated = Math.Max(4, deviation.At<double>(0) * 2 / Math.Sqrt(Math.PI));
        return Math.Min(1, Cv2.Mean(_difference).Val0 / unrelated);
    }
}
