using System.Globalization;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>Values along one side of a panel.</summary>
/// <param name="Logarithmic">Both ends above 0.</param>
internal sealed record Axis(double From, double To, string Title, bool Logarithmic = false)
{
    private static readonly int[] Steps = [1, 2, 5, 10];

    /// <summary>0..1; beyond the ends it is cut.</summary>
    public double At(double value) => Math.Clamp(Logarithmic
        ? (Math.Log(Math.Max(value, From)) - Math.Log(From)) / (Math.Log(To) - Math.Log(From))
        : (value - From) / (To - From), 0, 1);

    /// <summary>Round numbers: powers of ten, or at most ten steps of 1, 2 or 5.</summary>
    public IEnumerable<(double Value, string Label)> Ticks()
    {
        if (Logarithmic)
        {
            for (var power = Math.Pow(10, Math.Ceiling(Math.Log10(From) - 1e-9)); power <= To * (1 + 1e-9); power *= 10) yield return (power, power.ToString("0.###", CultureInfo.InvariantCulture));
            yield break;
        }
        var rough = (To - From) / 8;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = Steps.Select(f => f * unit).First(s => s >= rough - 1e-12);
        for (var k = (long)Math.Ceiling((From / step) - 1e-9); k * step <= To + (step * 1e-9); k++)
            yield return (k * step, (k * step).ToString("0.###", CultureInfo.InvariantCulture));
    }

    /// <summary>From the least to the largest of some values with a little room, or 0..1 where there are none.</summary>
    public static Axis Around(IEnumerable<double> values, string title)
    {
        double[] all = [.. values];
        if (all.Length == 0) return new Axis(0, 1, title);
        var room = Math.Max(0.02, 0.06 * (all.Max() - all.Min()));
        return new Axis(all.Min() - room, all.Max() + room, title);
    }
}
