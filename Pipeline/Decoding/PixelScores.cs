namespace SegEdge.Pipeline.Decoding;

/// <summary>Scores side by side for each pixel, [H, W, C]; rules as in <see cref="PlanarScores"/>.</summary>
internal sealed class PixelScores(int channels, bool areProbabilities) : IHeadDecoder
{
    public bool TryDecode(ReadOnlySpan<float> scores, ClassMap map)
    {
        var classes = map.Classes;
        var margins = map.Margins;
        var taint = 0f;
        for (var i = 0; i < classes.Length; i++)
            taint += Decode(scores[(i * channels)..], 0, 1, channels, areProbabilities, out classes[i], out margins[i]);
        return !float.IsNaN(taint);
    }

    /// <returns>0, or NaN if a score is not finite.</returns>
    internal static float Decode(
        ReadOnlySpan<float> scores, int first, int stride, int channels, bool areProbabilities, out byte winner, out float margin)
    {
        float best = scores[first], second = float.NegativeInfinity, taint = best * 0;
        winner = 0;
        for (var c = 1; c < channels; c++)
        {
            var score = scores[first + (c * stride)];
            taint += score * 0;
            if (score > best)
            {
                (second, best) = (best, score);
                winner = (byte)c;
            }
            else second = MathF.Max(second, score);
        }
        margin = areProbabilities ? LogRatio.Of(best, second) : best - second;
        return taint;
    }
}
