namespace SegEdge.Fleet.Analysis;

/// <summary>The standard normal quantile.</summary>
/// <remarks>The upper tail by a rational start (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23, error below 4.5e-4), made exact by Newton steps on
/// the tail's continued fraction (26.2.14), which converges fast where it is used: beyond 1.5.</remarks>
public static class NormalQuantile
{
    /// <param name="tail">Probability above, 1e-300 to 0.05: what tests of many slices ask for.</param>
    public static double OfUpperTail(double tail)
    {
        if (tail is not (>= 1e-300 and <= 0.05)) throw new ArgumentOutOfRangeException(nameof(tail), tail, "Expected 1e-300 to 0.05.");
        var t = Math.Sqrt(-2 * Math.Log(tail));
        var z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        // The tail is nearly exponential, so steps on its logarithm are nearly straight: three are enough for all digits.
        for (var i = 0; i < 3; i++)
        {
            var (logTail, hazard) = UpperTail(z);
            z += (logTail - Math.Log(tail)) / hazard;
        }

        return z;
    }

    // Mills' ratio 1 / (z + 1 / (z + 2 / (z + 3 / ...))): tail = density x ratio, and the tail's logarithm falls by 1 / ratio.
    private static (double LogTail, double Hazard) UpperTail(double z)
    {
        var rest = z;
        for (var k = 200; k >= 1; k--) rest = z + k / rest;
        return (-z * z / 2 - Math.Log(Math.Sqrt(2 * Math.PI)) - Math.Log(rest), rest);
    }
}
