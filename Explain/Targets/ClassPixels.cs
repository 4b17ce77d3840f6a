using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>Where the target's class wins against every other class of its head: the decision that makes the mask, whatever the foil. The
/// lower index in a tie, as in the deployed graph; binary heads at even odds, class 1 above them (a manifest's own threshold is not known
/// here). Holds its scratch: not thread-safe.</summary>
internal sealed class ClassPixels(Target target)
{
    private readonly ScoreTensor _output = target.Output;
    private readonly float[] _lower = new float[target.Output.Width]; // best score of the classes before the target's
    private readonly float[] _upper = new float[target.Output.Width];

    /// <param name="scores">Of one pass, in the layout of the target's output.</param>
    /// <param name="won">[Height, Width]: receives 1 where the class wins, else 0; only the window is written.</param>
    public void Mark(ReadOnlySpan<float> scores, PixelRect window, Span<byte> won)
    {
        for (var y = window.Y; y < window.Bottom; y++)
        {
            var first = (y * _output.Width) + window.X;
            var row = won.Slice(first, window.Width);
            if (_output.Kind is not (ScoreKind.Logits or ScoreKind.Probabilities)) MarkOneChannel(scores.Slice(first, row.Length), row);
            else if (_output.ChannelsLast) MarkInterleaved(scores.Slice(first * _output.Channels, row.Length * _output.Channels), row);
            else MarkPlanar(scores, first, row);
        }
    }

    /// <summary>Intersection over union within the window; null when the first set is empty there.</summary>
    public static double? Overlap(ReadOnlySpan<byte> original, ReadOnlySpan<byte> other, int width, PixelRect window)
    {
        int here = 0, both = 0, either = 0;
        for (var y = window.Y; y < window.Bottom; y++)
        {
            var a = original.Slice((y * width) + window.X, window.Width);
            var b = other.Slice((y * width) + window.X, window.Width);
            for (var x = 0; x < a.Length; x++) (here, both, either) = (here + a[x], both + (a[x] & b[x]), either + (a[x] | b[x]));
        }
        return here == 0 ? null : (double)both / either;
    }

    private void MarkOneChannel(ReadOnlySpan<float> scores, Span<byte> row)
    {
        if (_output.Kind == ScoreKind.ClassIndex)
        {
            for (var x = 0; x < row.Length; x++) row[x] = scores[x] == target.ClassIndex ? (byte)1 : (byte)0;
            return;
        }
        var even = _output.Kind == ScoreKind.BinaryLogit ? 0 : 0.5f;
        for (var x = 0; x < row.Length; x++) row[x] = scores[x] > even == (target.ClassIndex == 1) ? (byte)1 : (byte)0;
    }

    private void MarkInterleaved(ReadOnlySpan<float> scores, Span<byte> row)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var pixel = scores.Slice(x * _output.Channels, _output.Channels);
            row[x] = TensorPrimitives.IndexOfMax(pixel) == target.ClassIndex ? (byte)1 : (byte)0;
        }
    }

    private void MarkPlanar(ReadOnlySpan<float> scores, int first, Span<byte> row)
    {
        var plane = _output.Height * _output.Width;
        var lower = _lower.AsSpan(0, row.Length);
        var upper = _upper.AsSpan(0, row.Length);
        lower.Fill(float.NegativeInfinity);
        upper.Fill(float.NegativeInfinity);
        for (var k = 0; k < _output.Channels; k++)
        {
            if (k == target.ClassIndex) continue;
            var best = k < target.ClassIndex ? lower : upper;
            TensorPrimitives.Max(best, scores.Slice((k * plane) + first, row.Length), best);
        }
        var own = scores.Slice((target.ClassIndex * plane) + first, row.Length);
        for (var x = 0; x < row.Length; x++) row[x] = own[x] > lower[x] && own[x] >= upper[x] ? (byte)1 : (byte)0;
    }
}
