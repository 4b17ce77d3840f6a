namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>A straight line through samples by least squares, with how sure its slope is.</summary>
/// <param name="PerHour">Slope, in units of the samples per hour.</param>
/// <param name="Margin">Half of the slope's 95 % interval.</param>
internal readonly record struct Trend(double PerHour, double Margin)
{
    // Samples a second apart say much the same; means over longer stretches are nearly independent, which the interval takes for granted.
    private const int Blocks = 30;

    // 97.5 % of the normal distribution lies below.
    private const double Z = 1.959964;

    public override string ToString() => FormattableString.Invariant($"{PerHour:+0.00;-0.00} ± {Margin:0.00} an hour");

    /// <param name="samples">In order of time; at least <see cref="Blocks"/>.</param>
    public static Trend Of(IReadOnlyList<(TimeSpan At, double Value)> samples)
    {
        if (samples.Count < Blocks) throw new ArgumentException($"{samples.Count} samples, expected at least {Blocks}.", nameof(samples));
        var means = Enumerable.Range(0, Blocks).Select(b => samples.Skip(b * samples.Count / Blocks).Take((b + 1) * samples.Count / Blocks - b * samples.Count / Blocks).ToArray())
            .Select(block => (X: block.Average(s => s.At.TotalHours), Y: block.Average(s => s.Value))).ToArray();
        var (x, y) = (means.Average(m => m.X), means.Average(m => m.Y));
        var spread = means.Sum(m => (m.X - x) * (m.X - x));
        var slope = means.Sum(m => (m.X - x) * (m.Y - y)) / spread;
        var rest = means.Sum(m => Math.Pow(m.Y - y - slope * (m.X - x), 2));
        const int Freedom = Blocks - 2;
        return new(slope, Student(Freedom) * Math.Sqrt(rest / Freedom / spread));
    }

    // Student's quantile from the normal one: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5, two terms.
    private static double Student(int freedom) => Z + (Math.Pow(Z, 3) + Z) / (4 * freedom) + (5 * Math.Pow(Z, 5) + 16 * Math.Pow(Z, 3) + 3 * Z) / (96.0 * freedom * freedom);
}
