using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>What few noisy gradients say, drawn towards what the region's own area would explain: as strongly as the gradients' spread is noise.</summary>
/// <remarks>Empirical Bayes (Efron, Morris, Stein's Estimation Rule and Its Competitors, JASA 68, 1973), with the prior mean that BayLIME (arXiv:2012.03058) puts into
/// linear surrogates: cell i holds phi_i ~ N(beta c_i, tau^2), c_i the share of its area that is region, and was measured as m_i ~ N(phi_i, e^2). beta is the least-squares
/// slope of m on c, not below 0; tau^2 what the residuals have beyond the noise e^2. The posterior mean is beta c_i + k (m_i - beta c_i), k = tau^2 / (tau^2 + e^2): of
/// many samples, or where the area explains nothing, it is the mean itself. Both variances are of all cells together: of single cells sixteen samples tell too little.</remarks>
public static class RegionPrior
{
    /// <param name="mean">[cells], in nats.</param>
    /// <param name="errors">Standard error of each; infinite where unknown.</param>
    /// <param name="covered">Share of each cell that is region, 0..1.</param>
    /// <param name="trust">What tau^2 is multiplied by: below 1 the area explains more than the residuals say.</param>
    /// <returns>The mean itself where the errors are not known.</returns>
    public static float[] Posterior(ReadOnlySpan<float> mean, ReadOnlySpan<float> errors, ReadOnlySpan<float> covered, float trust = 1)
    {
        var noise = TensorPrimitives.SumOfSquares(errors); // of all cells together, as the residuals
        var slope = Math.Max(0, TensorPrimitives.Dot(mean, covered) / Math.Max(TensorPrimitives.SumOfSquares(covered), 1e-12f));
        float[] prior = new float[mean.Length], residuals = new float[mean.Length];
        TensorPrimitives.Multiply(covered, slope, prior);
        TensorPrimitives.Subtract(mean, prior, residuals);
        var residual = TensorPrimitives.SumOfSquares(residuals);
        if (!float.IsFinite(noise) || residual <= 0) return mean.ToArray();
        var signal = trust * Math.Max(0, residual - noise); // tau^2
        TensorPrimitives.MultiplyAdd(residuals, signal > 0 ? signal / (signal + noise) : 0, prior, prior);
        return prior;
    }
}
