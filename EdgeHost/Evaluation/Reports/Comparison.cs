using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.Explain;
using Case = SegEdge.EdgeHost.Evaluation.Explanations.Measurements.Case;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>Means of a study, and of paired differences to the standard method, over all of its cases or some.</summary>
internal sealed class Comparison(Measurements measured, Func<Case, bool> among)
{
    public Comparison(Measurements measured, string? model = null) : this(measured, c => model is null || c.Model == model) { }

    /// <summary>Those that have maps here, the best gap first.</summary>
    public IReadOnlyList<string> Ranked => [.. measured.Methods.Where(m => Values(m, "gap").Any()).OrderByDescending(m => Values(m, "gap").Average(v => v.Value))];

    public bool Has(string metric) => measured.Methods.Any(m => Values(m, metric).Any());

    public Interval? Of(string method, string metric) => Interval.Of(Values(method, metric));

    /// <summary>Standard minus rival, only over cases that both have: a method that was stopped early is not judged on easier pictures.</summary>
    public Interval? Ahead(string rival, string metric)
    {
        var standard = measured.Of(ExplainerSet.Standard, metric);
        return Interval.Of(Values(rival, metric).Where(v => standard.ContainsKey(v.Key)).Select(v => KeyValuePair.Create(v.Key, standard[v.Key] - v.Value)));
    }

    public IEnumerable<KeyValuePair<Case, double>> Values(string method, string metric) => measured.Of(method, metric).Where(v => among(v.Key));

    public double Mean(string method, string metric) => Values(method, metric).Select(v => v.Value).DefaultIfEmpty(double.NaN).Average();

    public double Median(string method, string metric)
    {
        double[] sorted = [.. Values(method, metric).Select(v => v.Value).Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
