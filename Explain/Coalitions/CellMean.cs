namespace SegEdge.Explain;

/// <summary>A weighted mean of many samples per cell, with its standard error: what an expectation over coalitions is kept in.</summary>
/// <remarks>West's recurrence (Updating mean and variance estimates, CACM 1979): no cancellation. The effective number of samples is (sum w)^2 / sum w^2.</remarks>
public sealed class CellMean(int cells)
{
    private readonly double[] _mean = new double[cells];
    private readonly double[] _square = new double[cells]; // weighted sum of squared deviations

    /// <summary>Samples.</summary>
    public int Count { get; private set; }

    /// <summary>Sum of the samples' weights.</summary>
    public double Weight { get; private set; }

    /// <summary>Sum of their squares.</summary>
    public double WeightSquares { get; private set; }

    /// <summary>Kish's effective sample size: the number of samples while all weigh alike.</summary>
    public double Effective => EffectiveOf(Weight, WeightSquares);

    /// <summary>(sum w)^2 / sum w^2; 0 without samples.</summary>
    public static double EffectiveOf(double weight, double weightSquares) => weightSquares > 0 ? weight * weight / weightSquares : 0;

    /// <param name="sample">One value per cell.</param>
    /// <param name="weight">Above 0.</param>
    public void Add(ReadOnlySpan<float> sample, double weight = 1)
    {
        Count++;
        Weight += weight;
        WeightSquares += weight * weight;
        for (var i = 0; i < _mean.Length; i++)
        {
            var before = sample[i] - _mean[i];
            _mean[i] += before * weight / Weight;
            _square[i] += weight * before * (sample[i] - _mean[i]);
        }
    }

    public float[] ToArray() => Array.ConvertAll(_mean, m => (float)m);

    /// <summary>Of each cell's mean; infinite below two samples.</summary>
    public float[] StandardErrors()
    {
        var effective = Effective;
        return Array.ConvertAll(_square, s => effective > 1 ? (float)Math.Sqrt(s / Weight / (effective - 1)) : float.PositiveInfinity);
    }
}
