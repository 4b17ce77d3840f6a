using OpenCvSharp;
using SegEdge.Camera;

namespace SegEdge.EdgeHost.Evaluation.Motion;

/// <summary>Brings a still to the size at which a motion's whole area just fits into it.</summary>
internal sealed class StillFit
{
    // Pixels kept free at each side: cubic reads look two further.
    private const int Margin = 2;

    // Frame pixels for one of the still at most: beyond, frames would be so soft that a network sees another picture.
    private const double MostEnlarged = 2;

    private readonly MotionKind _kind;
    private readonly double _left, _top, _right, _bottom; // frame pixels, on the path's plane

    public StillFit(MotionKind kind, PictureSize frame, IReadOnlyList<View> path)
    {
        _kind = kind;
        (_left, _top, _right, _bottom) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach (var view in path)
            foreach (var (x, y) in (ReadOnlySpan<(int, int)>)[(0, 0), (frame.Width - 1, 0), (0, frame.Height - 1), (frame.Width - 1, frame.Height - 1)])
            {
                var (atX, atY) = view.At(x, y);
                (_left, _right) = (Math.Min(_left, atX), Math.Max(_right, atX));
                (_top, _bottom) = (Math.Min(_top, atY), Math.Max(_bottom, atY));
            }
    }

    /// <returns>A copy, made smaller (area means, so that nothing flickers) if the still has more pixels than the frames can show.</returns>
    /// <exception cref="UsageException">The still is too small.</exception>
    public Mat Fit(Mat still)
    {
        if (still.Type() != MatType.CV_8UC3) throw new UsageException($"Motion {_kind}: the still is {still.Type()}, expected 8-bit BGR.");
        var scale = ScaleIn(still.Size());
        if (scale * MostEnlarged < 1)
            throw new UsageException(FormattableString.Invariant(
                $"Motion {_kind}: the still is {still.Width}x{still.Height}, its frames roam over {_right - _left:0}x{_bottom - _top:0} pixels and would be enlarged {1 / scale:0.0} times, at most {MostEnlarged:0}. Take a larger still or smaller frames."));
        var fitted = new Mat();
        if (scale > 1) Cv2.Resize(still, fitted, new Size((int)Math.Ceiling(still.Width / scale), (int)Math.Ceiling(still.Height / scale)), 0, 0, InterpolationFlags.Area);
        else still.CopyTo(fitted);
        return fitted;
    }

    /// <summary>From the path's plane to the pixels of a still of <see cref="Fit"/>: middle on middle.</summary>
    public View Centred(Mat fitted) =>
        View.About(((_left + _right) / 2, (_top + _bottom) / 2), Math.Min(1, ScaleIn(fitted.Size())), 0, ((fitted.Width - 1) / 2.0, (fitted.Height - 1) / 2.0));

    /// <summary>Pixels of the still for one of the frame, as large as the whole area allows.</summary>
    private double ScaleIn(Size still) =>
        Math.Min((still.Width - 1 - 2 * Margin) / (_right - _left), (still.Height - 1 - 2 * Margin) / (_bottom - _top));
}
