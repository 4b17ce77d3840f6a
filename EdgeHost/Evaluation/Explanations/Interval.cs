using System.Globalization;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A mean with its 95 % bootstrap interval.</summary>
/// <param name="Count">Cases.</param>
internal readonly record struct Interval(double Mean, double Low, double High, int Count)
{
    private const int Draws = 2000;

    /// <summary>Percentile bootstrap over pictures (Efron, Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13): all questions about a picture are
    /// drawn together. Seeded: the same data give the same interval.</summary>
    /// <returns>Null where there is nothing.</returns>
    public static Interval? Of(IEnumerable<KeyValuePair<Measurements.Case, double>> values)
    {
        (double Sum, int Count)[] pictures = [.. values.GroupBy(v => v.Key.Picture).Select(g => (g.Sum(v => v.Value), g.Count()))];
        if (pictures.Length == 0) return null;
        var random = new SeededRandom(1);
        var means = new double[Draws];
        for (var d = 0; d < Draws; d++)
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < pictures.Length; i++)
            {
                var drawn = pictures[(int)(random.NextUnit() * pictures.Length)];
                (sum, count) = (sum + drawn.Sum, count + drawn.Count);
            }
            means[d] = sum / count;
        }
        Array.Sort(means);
        var all = pictures.Sum(p => p.Count);
        return new Interval(pictures.Sum(p => p.Sum) / all, means[Draws / 40], means[Draws - 1 - (Draws / 40)], all);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mean:0.000} [{Low:0.000}, {High:0.000}]");
}
