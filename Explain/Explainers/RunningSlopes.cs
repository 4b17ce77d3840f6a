namespace SegEdge.Explain;

/// <summary>The regression slope of one value on each of many variables, cov(v, s_i) / var(s_i), updated sample by sample.
/// Welford's recurrence: no cancellation however far the mean lies from zero.</summary>
internal sealed class RunningSlopes(int variables)
{
    private readonly double[] _mean = new double[variables];
    private readonly double[] _square = new double[variables]; // sum of squared deviations
    private readonly double[] _product = new double[variables];
    private double _meanValue;

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<double> sample, double value)
    {
        Count++;
        _meanValue += (value - _meanValue) / Count;
        var fromMean = value - _meanValue;
        for (var i = 0; i < variables; i++)
        {
            var before = sample[i] - _mean[i];
            _mean[i] += before / Count;
            _square[i] += before * (sample[i] - _mean[i]);
            _product[i] += before * fromMean;
        }
    }

    /// <summary>A variable that never changed has slope 0.</summary>
    public float[] ToArray()
    {
        var slopes = new float[variables];
        for (var i = 0; i < variables; i++) slopes[i] = _square[i] > 0 ? (float)(_product[i] / _square[i]) : 0;
        return slopes;
    }
}
