using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A mean with its 95 % bootstrap interval.</summary>
/// <param name="Low">Null, as <paramref name="High"/> is, of fewer than <see cref="LeastPictures"/> pictures: their draws know no more than the smallest and the largest of them, which
/// of three pictures hold the mean in three cases of four.</param>
/// <param name="Count">Cases.</param>
internal readonly record struct Interval(double Mean, double? Low, double? High, int Count, int Pictures)
{
    public const int LeastPictures = 8;

    private const int Draws = 2000;

    /// <summary>Percentile bootstrap over pictures (Efron, Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13): all questions about a picture are
    /// drawn together. Seeded: the same data give the same interval.</summary>
    /// <returns>Null where there is nothing.</returns>
    public static Interval? Of(IEnumerable<KeyValuePair<Measurements.Case, double>> values)
    {
        (double Sum, int Count)[] pictures = [.. values.GroupBy(v => v.Key.Picture).Select(g => (g.Sum(v => v.Value), g.Count()))];
        if (pictures.Length == 0) return null;
        var all = pictures.Sum(p => p.Count);
        var mean = pictures.Sum(p => p.Sum) / all;
        if (pictures.Length < LeastPictures) return new Interval(mean, null, null, all, pictures.Length);
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
        return new Interval(mean, means[Draws / 40], means[Draws - 1 - (Draws / 40)], all, pictures.Length);
    }

    /// <summary><c>0.921 [0.882, 0.963]</c>, or <c>0.839 (5 pictures)</c>.</summary>
    public override string ToString() => FormattableString.Invariant(
        Low is null ? (FormattableString)$"{Mean:0.000} ({Pictures} {(Pictures == 1 ? "picture" : "pictures")})" : $"{Mean:0.000} [{Low:0.000}, {High:0.000}]");
}
