using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>A class score as the model gives it, and as log-odds over the threshold's, in nats.</summary>
/// <param name="threshold">A probability, 0..1.</param>
/// <param name="depth">Nats below the threshold down to which a detection is looked at; below it is as if there were none.</param>
internal sealed class ScoreScale(ScoreUnit unit, float threshold, float depth)
{
    // What passes the threshold by less than a float can say passes it nevertheless.
    private const float LeastOdds = 1e-6f;

    private readonly float _thresholdOdds = LogRatio.Logit(threshold);

    public float Depth => depth;

    /// <summary>A score at or below it is not looked at.</summary>
    public float Least { get; } = Of(unit, LogRatio.Logit(threshold) - depth);

    public float ProbabilityOf(float score) => unit == ScoreUnit.Probabilities ? score : Sigmoid(score);

    public float OddsOf(float score)
    {
        var odds = (unit == ScoreUnit.Probabilities ? LogRatio.Logit(score) : score) - _thresholdOdds;
        return score > (unit == ScoreUnit.Probabilities ? threshold : _thresholdOdds) ? MathF.Max(odds, LeastOdds) : MathF.Min(odds, 0);
    }

    private static float Of(ScoreUnit unit, float logit) => unit == ScoreUnit.Probabilities ? Sigmoid(logit) : logit;

    private static float Sigmoid(float logit) => 1 / (1 + MathF.Exp(-logit));
}
