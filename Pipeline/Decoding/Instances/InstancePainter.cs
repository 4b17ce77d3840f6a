using System.Numerics.Tensors;
using OpenCvSharp;
using SegEdge.Camera;

namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>Puts objects into a class map. At each pixel a detection speaks for its class with the smaller of two log-odds: how far its score is over the
/// threshold, and its mask's logit there. The background speaks with 0. The highest wins, the margin is what it is ahead of the best of another class, and of two
/// objects the pixel belongs to the one that speaks louder; in a tie to the one of the higher score. Keeps its room.</summary>
/// <remarks>A mask is Ultralytics' process_mask: logits cut to the box at the prototypes' resolution, enlarged (bilinear, by pixel centres), set where above 0. There
/// what is cut off counts as 0; here, beyond the cut, the nearest logit within goes on: the sign, and so the mask, is the same, and a margin at a box's edge says
/// how sure the mask is and not how near the edge is.</remarks>
internal sealed class InstancePainter(PictureSize map, PictureSize prototypes, float depth)
{
    private readonly BilinearAxis _across = new(prototypes.Width, map.Width), _down = new(prototypes.Height, map.Height);
    private readonly float[] _best = new float[map.Pixels];
    private readonly float[] _row = new float[prototypes.Width], _difference = new float[prototypes.Width];

    /// <summary>Background everywhere, and nothing near.</summary>
    public void Begin(ClassMap into)
    {
        into.Classes.Clear();
        into.IdsToFill.Clear();
        into.Margins.Fill(-depth); // until the end: the second best
        Array.Clear(_best);
    }

    /// <param name="id">Of the object; 0 where it is none and only comes near.</param>
    public void Add(in Detection detection, byte id, MaskLogits mask, ClassMap into)
    {
        var crop = mask.Crop;
        var (left, right) = _across.Reach(crop.Left, crop.Right);
        var (top, bottom) = _down.Reach(crop.Top, crop.Bottom);
        if (left >= right) return;
        for (var y = top; y < bottom; y++)
        {
            Enlarge(mask, y);
            AddRow(detection, id, crop, y * map.Width, left, right, into);
        }
    }

    public void End(ClassMap into) => TensorPrimitives.Subtract(_best, into.Margins, into.Margins);

    private void Enlarge(MaskLogits mask, int y)
    {
        var (low, weight, crop) = (_down.Low[y], _down.Weight[y], mask.Crop);
        var row = _row.AsSpan(0, crop.Width);
        ReadOnlySpan<float> upper = mask.Row(Math.Max(low, crop.Top)), lower = mask.Row(Math.Clamp(low + 1, crop.Top, crop.Bottom - 1));
        var difference = _difference.AsSpan(0, crop.Width);
        TensorPrimitives.Subtract(lower, upper, difference);
        TensorPrimitives.MultiplyAdd(difference, weight, upper, row);
    }

    private void AddRow(in Detection detection, byte id, Rect crop, int start, int left, int right, ClassMap into)
    {
        Span<byte> classes = into.Classes[start..], ids = into.IdsToFill[start..];
        Span<float> seconds = into.Margins[start..], best = _best.AsSpan(start);
        int[] lows = _across.Low;
        float[] weights = _across.Weight, row = _row;
        for (var x = left; x < right; x++)
        {
            var upper = row[Math.Max(lows[x], crop.Left) - crop.Left];
            var logit = upper + (weights[x] * (row[Math.Clamp(lows[x] + 1, crop.Left, crop.Right - 1) - crop.Left] - upper));
            Speak((byte)detection.Class, id, MathF.Min(detection.Odds, logit), ref classes[x], ref ids[x], ref best[x], ref seconds[x]);
            if (detection.Runner > 0) Speak((byte)detection.Runner, id, MathF.Min(detection.RunnerOdds, logit), ref classes[x], ref ids[x], ref best[x], ref seconds[x]);
        }
    }

    private static void Speak(byte forClass, byte id, float odds, ref byte winner, ref byte winnerId, ref float best, ref float second)
    {
        if (odds <= second) return;
        if (odds <= best)
        {
            if (winner != forClass) second = odds;
            return;
        }
        if (winner != forClass) (second, winner) = (best, forClass);
        (best, winnerId) = (odds, id);
    }
}
