namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>A straight line through samples by least squares, with how sure its slope is.</summary>
/// <param name="PerHour">Slope, in units of the samples per hour.</param>
/// <param name="Margin">Half of the slope's 95 % interval.</param>
internal readonly record struct Trend(double PerHour, double Margin)
{
    // Samples a second apart say much the same; means over longer stretches say more.
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
        var rests = means.Select(m => m.Y - y - slope * (m.X - x)).ToArray();
        var squares = rests.Sum(r => r * r);
        const int Freedom = Blocks - 2;
        return new(slope, Student(Freedom) * Math.Sqrt(squares / Freedom / spread) * Inflation(rests, squares));
    }

    // A garbage collector's saw teeth span blocks: neighbours that are alike count as fewer, as in an autoregressive process of first order.
    private static double Inflation(double[] rests, double squares)
    {
        if (squares <= 0) return 1;
        var alike = Math.Clamp(rests.Skip(1).Zip(rests, (now, before) => now * before).Sum() / squares, 0, 0.9);
        return Math.Sqrt((1 + alike) / (1 - alike));
    }

    // Student's quantile from the normal one: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5, two terms.
    private static double Student(int freedom) => Z + (Math.Pow(Z, 3) + Z) / (4 * freedom) + (5 * Math.Pow(Z, 5) + 16 * Math.Pow(Z, 3) + 3 * Z) / (96.0 * freedom * freedom);
}
