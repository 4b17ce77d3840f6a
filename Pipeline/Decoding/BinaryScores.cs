namespace SegEdge.Pipeline.Decoding;

/// <summary>One channel, one score a pixel: class 1 where its probability is over the threshold.
/// Margin: distance of the log-odds from the threshold's.</summary>
internal sealed class BinaryScores(float threshold, bool areProbabilities) : IHeadDecoder
{
    private readonly float _thresholdLogit = LogRatio.Logit(threshold);

    public bool TryDecode(ReadOnlySpan<float> scores, ClassMap map)
    {
        var classes = map.Classes;
        var margins = map.Margins;
        var bound = areProbabilities ? threshold : _thresholdLogit;
        var taint = 0f;
        for (var i = 0; i < classes.Length; i++)
        {
            taint += scores[i] * 0;
            classes[i] = scores[i] > bound ? (byte)1 : (byte)0;
            margins[i] = MathF.Abs((areProbabilities ? LogRatio.Logit(scores[i]) : scores[i]) - _thresholdLogit);
        }
        return !float.IsNaN(taint);
    }
}
