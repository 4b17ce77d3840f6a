namespace SegEdge.Explain;

/// <summary>Scores to class map: the highest score wins, of equals the lower index; a binary head says class 1 above logit 0 or
/// probability 0.5.</summary>
public static class WinningClass
{
    /// <param name="classMap">Receives [Height, Width].</param>
    public static void Fill(ReadOnlySpan<float> scores, ScoreTensor output, Span<byte> classMap)
    {
        var pixels = output.Height * output.Width;
        if (output.Channels == 1)
        {
            var threshold = output.Kind == ScoreKind.BinaryProbability ? 0.5f : 0f;
            for (var i = 0; i < pixels; i++)
                classMap[i] = output.Kind == ScoreKind.ClassIndex ? (byte)scores[i] : scores[i] > threshold ? (byte)1 : (byte)0;
            return;
        }
        var (pixelStep, channelStep) = output.ChannelsLast ? (output.Channels, 1) : (1, pixels);
        for (var i = 0; i < pixels; i++)
        {
            var (best, at) = (0, i * pixelStep);
            for (var c = 1; c < output.Channels; c++)
                if (scores[at + (c * channelStep)] > scores[at + (best * channelStep)]) best = c;
            classMap[i] = (byte)best;
        }
    }
}
