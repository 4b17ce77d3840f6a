namespace SegEdge.Explain;

/// <summary>What is asked of one region, as a graph takes it.</summary>
/// <param name="Region">Weights [H, W] at the resolution of the head's scores; they sum to 1.</param>
/// <param name="Class">1 at the class, else 0; two values for a binary head.</param>
/// <param name="Foil">1 at each class that it is held against, else 0.</param>
public sealed record ExplainQuestion(float[] Region, float[] Class, float[] Foil)
{
    /// <param name="weights">Becomes <see cref="Region"/>, [H, W] of the target's output; made if null.</param>
    public static ExplainQuestion Of(Target target, float[]? weights = null)
    {
        var classes = Target.ClassCount(target.Output);
        var (own, foil) = (new float[classes], new float[classes]);
        weights ??= new float[target.Region.Width * target.Region.Height];
        Array.Clear(weights);
        foreach (var run in target.Region.Runs) weights.AsSpan(run.Start, run.Length).Fill(1f / target.Region.Area);
        own[target.ClassIndex] = 1;
        for (var k = 0; k < classes; k++) foil[k] = target.FoilIndex is { } named ? k == named ? 1 : 0 : 1 - own[k];
        return new ExplainQuestion(weights, own, foil);
    }
}
