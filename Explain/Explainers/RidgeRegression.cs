using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>Weighted least squares with a ridge, sample by sample: keeps the normal equations, [N, N], not the samples.</summary>
/// <param name="variables">N; memory is 8 N^2 bytes, a sample costs N^2 / 2 multiplications and a solution N^3 / 6.</param>
internal sealed class RidgeRegression(int variables)
{
    private readonly double[] _products = new double[variables * variables]; // sum of w x x', lower triangle
    private readonly double[] _sums = new double[variables]; // sum of w x
    private readonly double[] _targets = new double[variables]; // sum of w x y
    private readonly double[] _scaled = new double[variables]; // w x of one sample
    private double _weight, _target; // sums of w and of w y

    /// <summary>Mean of the diagonal of sum w x x': the unit in which a ridge says how much it forgives.</summary>
    public double MeanSquare
    {
        get
        {
            double trace = 0;
            for (var i = 0; i < variables; i++) trace += _products[(i * variables) + i];
            return trace / variables;
        }
    }

    public void Add(ReadOnlySpan<double> sample, double target, double weight)
    {
        TensorPrimitives.Multiply(sample, weight, _scaled);
        for (var i = 0; i < variables; i++)
        {
            if (_scaled[i] == 0) continue; // a hidden cell: half the work of 0/1 samples
            var row = _products.AsSpan(i * variables, i + 1);
            TensorPrimitives.MultiplyAdd(sample[..(i + 1)], _scaled[i], row, row);
        }
        TensorPrimitives.Add(_sums, _scaled, _sums);
        TensorPrimitives.MultiplyAdd(_scaled, target, _targets, _targets);
        (_weight, _target) = (_weight + weight, _target + (weight * target));
    }

    /// <summary>The b with the least sum w (y - a - b x)^2 + ridge |b|^2.</summary>
    /// <param name="ridge">Above 0: with fewer samples than variables nothing else tells solutions apart.</param>
    /// <param name="intercept">False: a is 0. True: a is free and without ridge.</param>
    public double[] Solve(double ridge, bool intercept)
    {
        var (factor, solution) = ((double[])_products.Clone(), (double[])_targets.Clone());
        if (intercept)
        {
            // Sums about the mean: x x' less its mean's share, as if every sample had been centred.
            for (var i = 0; i < variables; i++)
            {
                var row = factor.AsSpan(i * variables, i + 1);
                TensorPrimitives.MultiplyAdd(_sums.AsSpan(0, i + 1), -_sums[i] / _weight, row, row);
                solution[i] -= _sums[i] * _target / _weight;
            }
        }
        for (var i = 0; i < variables; i++) factor[(i * variables) + i] += ridge;
        Cholesky.Solve(factor, solution);
        return solution;
    }
}
