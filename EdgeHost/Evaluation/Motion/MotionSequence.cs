using OpenCvSharp;
using SegEdge.Camera;

namespace SegEdge.EdgeHost.Evaluation.Motion;

/// <summary>A sequence with known flow, made of one still picture: for judging explanations that live from frame to frame. Any frame in any
/// order; one thread at a time.</summary>
/// <remarks>Every frame is sampled from the still itself (cubic), never from the frame before, so nothing blurs as it goes on. The window stays
/// inside the still: no border is ever seen. OpenCV places samples on 1/32 of a pixel, so a frame shows what the flow says to 1/64 of a pixel.
/// Equal bytes are promised for one build on one kind of processor, as OpenCV gives no more.</remarks>
internal sealed class MotionSequence : IDisposable
{
    private readonly Mat[] _stills; // two for a cut, else one
    private readonly View[] _views; // from frame pixels to the still's
    private readonly MovingPatch? _patch;
    private readonly int _cutAt;

    /// <param name="still">uint8 [height, width, 3], not smaller than the frame with what the motion needs around it; copied.</param>
    /// <param name="other">What a cut cuts to; only for <see cref="MotionKind.Cut"/>.</param>
    /// <exception cref="UsageException">A setting is out of range, a still is too small, or a cut has nothing to cut to.</exception>
    public MotionSequence(MotionKind kind, MotionSettings settings, Mat still, Mat? other = null)
    {
        settings.Validate();
        if (kind == MotionKind.Cut != other is not null)
            throw new UsageException($"Motion {kind}: {(other is null ? "a cut needs a second still" : "a second still is for a cut only")}.");
        (Kind, Settings, Size) = (kind, settings, new PictureSize(settings.Width, settings.Height));
        _cutAt = kind == MotionKind.Cut ? settings.Frames / 2 : settings.Frames;
        var path = CameraPath.Of(kind, settings);
        var fitted = new StillFit(kind, Size, path);
        _stills = [fitted.Fit(still), .. other is null ? Array.Empty<Mat>() : [fitted.Fit(other)]];
        _views = [.. path.Select((view, t) => view.Then(fitted.Centred(_stills[t < _cutAt ? 0 : 1])))];
        _patch = kind == MotionKind.Occlusion ? new MovingPatch(settings) : null;
    }

    public MotionKind Kind { get; }

    public MotionSettings Settings { get; }

    public PictureSize Size { get; }

    public int Length => Settings.Frames;

    /// <summary>Whether this frame has nothing to do with the one before.</summary>
    public bool IsCut(int frame) => frame == _cutAt;

    /// <param name="frame">0..Length-1.</param>
    /// <param name="bgr">uint8 [height, width, 3], rows without padding.</param>
    public unsafe void Render(int frame, Span<byte> bgr)
    {
        CheckFrame(frame);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bgr.Length, Size.Pixels * 3);
        fixed (byte* pixels = bgr)
        {
            using var picture = Mat.FromPixelData(Size.Height, Size.Width, MatType.CV_8UC3, (nint)pixels);
            var v = _views[frame];
            using var map = Mat.FromPixelData(2, 3, MatType.CV_64FC1, new[] { v.A, v.B, v.C, v.D, v.E, v.F });
            // Reflect: windows stay inside, but cubic reads of the outermost pixels look one further.
            Cv2.WarpAffine(_stills[frame < _cutAt ? 0 : 1], picture, map, picture.Size(), InterpolationFlags.Cubic | InterpolationFlags.WarpInverseMap, BorderTypes.Reflect101);
            _patch?.Draw(picture, frame);
        }
    }

    /// <summary>The exact flow from the frame before; null at frame 0 and at a cut, where there is none.</summary>
    public FlowField? FlowTo(int frame)
    {
        CheckFrame(frame);
        if (frame == 0 || IsCut(frame)) return null;
        var back = _views[frame].Then(_views[frame - 1].Inverse());
        var flow = new FlowField(Size.Width, Size.Height, new float[Size.Pixels], new float[Size.Pixels], new byte[Size.Pixels]);
        for (var (y, i) = (0, 0); y < Size.Height; y++)
            for (var x = 0; x < Size.Width; x++, i++)
            {
                var onPatch = _patch?.Covers(frame, x, y) ?? false;
                var (px, py) = onPatch ? (x - _patch!.Step.X, y - _patch.Step.Y) : back.At(x, y);
                if (!WasSeen(frame - 1, px, py, onPatch)) continue;
                (flow.Dx[i], flow.Dy[i], flow.Valid[i]) = ((float)(px - x), (float)(py - y), 1);
            }
        return flow;
    }

    /// <summary>Whether the four pixels around a place are in the picture and on the same surface: what a linear read of it needs.</summary>
    private bool WasSeen(int frame, double x, double y, bool onPatch)
    {
        // 1e-6: arithmetic of a still camera must not push the last row or column out of the picture.
        var (left, top) = ((int)Math.Floor(x + 1e-6), (int)Math.Floor(y + 1e-6));
        var (right, bottom) = ((int)Math.Ceiling(x - 1e-6), (int)Math.Ceiling(y - 1e-6));
        if (left < 0 || top < 0 || right >= Size.Width || bottom >= Size.Height) return false;
        return _patch is null || (_patch.Covers(frame, left, top) == onPatch && _patch.Covers(frame, right, top) == onPatch
            && _patch.Covers(frame, left, bottom) == onPatch && _patch.Covers(frame, right, bottom) == onPatch);
    }

    private void CheckFrame(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, Length);
    }

    public void Dispose()
    {
        foreach (var still in _stills) still.Dispose();
        _patch?.Dispose();
    }
}
