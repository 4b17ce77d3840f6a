namespace SegEdge.Pipeline.Tests;

/// <summary>The definition: the largest wins, the lowest index in a tie; the margin is its distance to the runner-up in nats.</summary>
internal static class NaiveArgmax
{
    public static (byte Winner, double Margin) Of(ReadOnlySpan<float> scores, bool areProbabilities = false)
    {
        var winner = 0;
        for (var c = 1; c < scores.Length; c++)
            if (scores[c] > scores[winner]) winner = c;
        double second = double.NegativeInfinity;
        for (var c = 0; c < scores.Length; c++)
            if (c != winner) second = Math.Max(second, scores[c]);
        return ((byte)winner, areProbabilities ? Math.Log(scores[winner] / second) : scores[winner] - second);
    }
}
