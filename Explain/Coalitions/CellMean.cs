namespace SegEdge.Explain;

/// <summary>A weighted mean of many samples per cell, with its standard error: what an expectation over coalitions is kept in.</summary>
/// <remarks>West's recurrence (Updating mean and variance estimates, CACM 1979): no cancellation. Forgetting scales the weights of all samples
/// seen so far; the effective number of samples is (sum w)^2 / sum w^2.</remarks>
public sealed class CellMean(int cells)
{
    private readonly double[] _mean = new double[cells];
    private readonly double[] _square = new double[cells]; // weighted sum of squared deviations

    public int Count { get; private set; }

    /// <summary>Sum of the samples' weights: <see cref="Count"/> while nothing is forgotten.</summary>
    public double Weight { get; private set; }

    /// <summary>Sum of their squares.</summary>
    public double WeightSquares { get; private set; }

    /// <summary>Effective number of samples: <see cref="Count"/> while nothing is forgotten.</summary>
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

    /// <param name="factor">0..1: what all samples so far are worth from now on.</param>
    public void Forget(double factor)
    {
        Weight *= factor;
        WeightSquares *= factor * factor;
        foreach (ref var square in _square.AsSpan()) square *= factor;
    }

    /// <summary>Cells move: each takes mean and spread from a place on the old grid.</summary>
    /// <param name="resample">Gets the old values [cells], returns the new ones.</param>
    public void Move(Func<double[], double[]> resample)
    {
        resample(_mean).CopyTo(_mean, 0);
        resample(_square).CopyTo(_square, 0);
    }

    public float[] ToArray() => Array.ConvertAll(_mean, m => (float)m);

    /// <summary>Of each cell's mean; infinite below two samples.</summary>
    public float[] StandardErrors()
    {
        var effective = Effective;
        return Array.ConvertAll(_square, s => effective > 1 ? (float)Math.Sqrt(s / Weight / (effective - 1)) : float.PositiveInfinity);
    }
}
