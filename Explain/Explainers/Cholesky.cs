using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>A x = b for a symmetric positive definite A = L L'. Row by row, so that all the work is dot products of contiguous
/// rows; a dependency for 30 lines would be dear.</summary>
internal static class Cholesky
{
    /// <param name="matrix">[N, N], lower triangle; becomes L.</param>
    /// <param name="vector">b; becomes x.</param>
    /// <exception cref="ExplainException">Not positive definite: the ridge is too small for its rounding.</exception>
    public static void Solve(Span<double> matrix, Span<double> vector)
    {
        var n = vector.Length;
        for (var i = 0; i < n; i++)
        {
            var row = matrix.Slice(i * n, i + 1);
            for (var j = 0; j < i; j++)
            {
                var left = TensorPrimitives.Dot<double>(row[..j], matrix.Slice(j * n, j));
                row[j] = (row[j] - left) / matrix[(j * n) + j];
            }
            var pivot = row[i] - TensorPrimitives.SumOfSquares<double>(row[..i]);
            if (!(pivot > 0))
                throw new ExplainException(FormattableString.Invariant(
                    $"Regression on {n} cells: pivot {i} is {pivot:0.##e0}, not above 0. Raise the ridge."));
            row[i] = Math.Sqrt(pivot);
            vector[i] = (vector[i] - TensorPrimitives.Dot<double>(row[..i], vector[..i])) / row[i]; // L y = b
        }
        for (var i = n - 1; i >= 0; i--) // L' x = y
        {
            vector[i] /= matrix[(i * n) + i];
            TensorPrimitives.MultiplyAdd(matrix.Slice(i * n, i), -vector[i], vector[..i], vector[..i]);
        }
    }
}
