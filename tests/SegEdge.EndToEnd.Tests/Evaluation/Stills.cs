using OpenCvSharp;
using SegEdge.EdgeHost.Evaluation.Motion;

namespace SegEdge.EndToEnd.Tests.Evaluation;

/// <summary>Stills to move, and a second opinion on their flow.</summary>
internal static class Stills
{
    /// <summary>Soft blotches of 80 pixels: structure everywhere, none too fine for linear reads.</summary>
    public static Mat Soft(int width, int height, int seed)
    {
        var values = new byte[(width / 80 + 2) * (height / 80 + 2) * 3];
        new Random(seed).NextBytes(values);
        using var coarse = Mat.FromPixelData(height / 80 + 2, width / 80 + 2, MatType.CV_8UC3, values);
        var still = new Mat();
        Cv2.Resize(coarse, still, new Size(width, height), 0, 0, InterpolationFlags.Cubic);
        Cv2.GaussianBlur(still, still, new Size(9, 9), 0);
        return still;
    }

    public static byte[] Picture(this MotionSequence sequence, int frame)
    {
        var bgr = new byte[sequence.Size.Pixels * 3];
        sequence.Render(frame, bgr);
        return bgr;
    }

    public static bool Moves(this FlowField flow) => flow.Dx.Concat(flow.Dy).Any(d => Math.Abs(d) > 0.05);

    /// <summary>Mean difference, 0..255, over valid pixels that move if any do: the frame before, read where the flow says, against the frame.</summary>
    /// <param name="sign">On the flow: 1 as it is, 0 not at all, -1 the wrong way.</param>
    public static double Error(this FlowField flow, byte[] before, byte[] now, int sign)
    {
        var (sum, count, moves) = (0.0, 0, flow.Moves());
        for (var i = 0; i < flow.Valid.Length; i++)
        {
            if (flow.Valid[i] == 0 || (moves && Math.Abs(flow.Dx[i]) + Math.Abs(flow.Dy[i]) < 0.05)) continue;
            var (x, y) = (i % flow.Width + sign * flow.Dx[i], i / flow.Width + sign * flow.Dy[i]);
            if (x < 0 || y < 0 || x > flow.Width - 1 || y > flow.Height - 1) continue;
            for (var c = 0; c < 3; c++) sum += Math.Abs(Linear(before, flow, x, y, c) - now[i * 3 + c]) / 3;
            count++;
        }
        return sum / count;
    }

    private static double Linear(byte[] bgr, FlowField of, double x, double y, int channel)
    {
        var (left, top) = (Math.Min((int)x, of.Width - 2), Math.Min((int)y, of.Height - 2));
        var (fx, fy) = (x - left, y - top);
        double At(int dx, int dy) => bgr[((top + dy) * of.Width + left + dx) * 3 + channel];
        return (At(0, 0) * (1 - fx) + At(1, 0) * fx) * (1 - fy) + (At(0, 1) * (1 - fx) + At(1, 1) * fx) * fy;
    }
}
