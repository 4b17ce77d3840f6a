namespace SegEdge.Explain;

/// <summary>A weighted mean of many samples per cell, with its standard error: what an expectation over coalitions is kept in.</summary>
/// <remarks>West's recurrence (Updating mean and variance estimates, CACM 1979): no cancellation. Means are put together as by Chan, Golub and LeVeque (Updating formulae and a
/// pairwise algorithm for computing sample variances, 1979). The effective number of samples is (sum w)^2 / sum w^2.</remarks>
public sealed class CellMean(int cells)
{
    private readonly double[] _mean = new double[cells];
    private readonly double[] _square = new double[cells]; // weighted sum of squared deviations

    public int Count { get; private set; }

    /// <summary>Sum of the samples' weights: <see cref="Count"/> while all are worth the same.</summary>
    public double Weight { get; private set; }

    /// <summary>Sum of their squares.</summary>
    public double WeightSquares { get; private set; }

    /// <summary>Effective number of samples: <see cref="Count"/> while all are worth the same.</summary>
    public double Effective => EffectiveOf(Weight, WeightSquares);

    /// <summary>Kish's effective sample size: (sum w)^2 / sum w^2; 0 without samples.</summary>
    public static double EffectiveOf(double weight, double weightSquares) => weightSquares > 0 ? weight * weight / weightSquares : 0;

    /// <param name="sample">One value per cell.</param>
    public void Add(ReadOnlySpan<float> sample)
    {
        Count++;
        Weight += 1;
        WeightSquares += 1;
        for (var i = 0; i < _mean.Length; i++)
        {
            var before = sample[i] - _mean[i];
            _mean[i] += before / Weight;
            _square[i] += before * (sample[i] - _mean[i]);
        }
    }

    /// <summary>Adds another's samples, which stay with it.</summary>
    /// <param name="worth">Above 0: what one of them counts against one of these.</param>
    /// <param name="way">From the frame that these cells lie over to the one that the samples are of; null where it is the same.</param>
    public void Add(CellMean other, double worth, CellMotion? way)
    {
        var (mean, square) = way is null ? (other._mean, other._square) : (way.Resample(other._mean), way.Resample(other._square));
        var (before, added) = (Weight, other.Weight * worth);
        Count += other.Count;
        Weight += added;
        WeightSquares += other.WeightSquares * worth * worth;
        for (var i = 0; i < _mean.Length; i++)
        {
            var apart = mean[i] - _mean[i];
            _mean[i] += apart * added / Weight;
            _square[i] += (worth * square[i]) + (apart * apart * before * added / Weight);
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
