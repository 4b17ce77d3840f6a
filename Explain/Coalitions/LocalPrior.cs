using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>What few noisy gradients say, drawn towards local evidence (<see cref="LocalEvidence"/>), as strongly as the gradients' spread is noise.</summary>
/// <remarks>Empirical Bayes (Efron, Morris, Stein's Estimation Rule and Its Competitors, JASA 68, 1973), with the idea of BayLIME (arXiv:2012.03058), a prior mean for an
/// explanation: cell i holds phi_i ~ N(beta l_i, tau^2), l_i its local evidence, and was measured as m_i ~ N(phi_i, e^2). beta is the least-squares slope of m on l,
/// not below 0; tau^2 what the residuals have beyond the noise e^2. The posterior mean is beta l_i + k (m_i - beta l_i), k = tau^2 / (tau^2 + e^2): of many samples, or
/// where locality explains nothing, it is the mean itself. Both variances are of all cells together: of single cells sixteen samples tell too little. Departs: k is not
/// below 1/2. The spread takes the samples for independent, but they are antithetic and evenly spread, so that it tells of more noise than there is (decision 0013).</remarks>
public static class LocalPrior
{
    // What the samples say counts at least as much as the prior.
    private const float LeastSay = 0.5f;

    /// <param name="mean">[cells], in nats.</param>
    /// <param name="errors">Standard error of each; infinite where unknown.</param>
    /// <param name="local">What is expected of each cell, up to a factor common to all.</param>
    /// <returns>The mean itself where the errors are not known.</returns>
    public static float[] Posterior(ReadOnlySpan<float> mean, ReadOnlySpan<float> errors, ReadOnlySpan<float> local)
    {
        var noise = TensorPrimitives.SumOfSquares(errors); // of all cells together, as the residuals
        var slope = Math.Max(0, TensorPrimitives.Dot(mean, local) / Math.Max(TensorPrimitives.SumOfSquares(local), 1e-12f));
        float[] prior = new float[mean.Length], residuals = new float[mean.Length];
        TensorPrimitives.Multiply(local, slope, prior);
        TensorPrimitives.Subtract(mean, prior, residuals);
        var residual = TensorPrimitives.SumOfSquares(residuals); // tau^2 + e^2
        if (!float.IsFinite(noise) || residual <= 0) return mean.ToArray();
        TensorPrimitives.MultiplyAdd(residuals, Math.Max(LeastSay, (residual - noise) / residual), prior, prior);
        return prior;
    }
}
