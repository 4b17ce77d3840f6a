using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>Whether the certificate is to be believed: the probe against the whole curves, and what a threshold on it calls untrusted among wrong maps and
/// among good ones.</summary>
internal static class CertificateSection
{
    // What a refusal is worth: it must catch nearly all wrong maps before its cost in good ones is asked.
    private const double Caught = 0.95;

    private static readonly double[] Thresholds = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6];

    private static readonly string[] Wrong = ["random", .. WrongMaps.Names], Good = [ExplainerSet.Standard, "coalitions/mixture/32"];

    public static readonly string Metric = $"probe-{Probe.Fresh.Nodes.Count}";

    /// <summary>Probe and whole curve of every map that has both.</summary>
    public static IEnumerable<(string Method, Measurements.Case At, double Probe, double Gap)> Pairs(Measurements measured) =>
        from method in measured.Methods
        let full = measured.Of(method, "gap")
        from probe in measured.Of(method, Metric)
        where full.ContainsKey(probe.Key)
        select (method, probe.Key, probe.Value, full[probe.Key]);

    public static string Write(Measurements measured)
    {
        var pairs = Pairs(measured).ToList();
        if (pairs.Count < 2) return "";
        var text = new StringBuilder();
        double[] probes = [.. pairs.Select(p => p.Probe)], gaps = [.. pairs.Select(p => p.Gap)];
        text.Append(CultureInfo.InvariantCulture, $"Rank correlation of the {Probe.Fresh.Passes}-pass probe with the whole curves, all methods and cases together ({pairs.Count}): {Spearman.Of(probes, gaps):0.000}.");
        if (measured.Models.Count > 1)
            text.Append(CultureInfo.InvariantCulture, $" By model: {string.Join(", ", measured.Models.Select(m => OfModel(pairs, m)))}.");
        text.Append('\n');
        if (Interval.Of(pairs.Where(p => p.Method == ExplainerSet.Standard).Select(p => KeyValuePair.Create(p.At, p.Probe - p.Gap))) is { } bias)
            text.Append(CultureInfo.InvariantCulture, $"Probe minus curves for `{ExplainerSet.Standard}`, the selected maps: {bias}.\n");
        return text.Append('\n').Append(Refusals(measured)).ToString();
    }

    private static string OfModel(List<(string Method, Measurements.Case At, double Probe, double Gap)> pairs, string model)
    {
        var (probes, gaps) = (new List<double>(), new List<double>());
        foreach (var pair in pairs.Where(p => p.At.Model == model))
        {
            probes.Add(pair.Probe);
            gaps.Add(pair.Gap);
        }
        return string.Create(CultureInfo.InvariantCulture, $"`{model}` {Spearman.Of(CollectionsMarshal.AsSpan(probes), CollectionsMarshal.AsSpan(gaps)):0.000}");
    }

    private static string Refusals(Measurements measured)
    {
        string[] wrong = [.. Wrong.Where(m => measured.Of(m, Metric).Count > 0)], good = [.. Good.Where(m => measured.Of(m, Metric).Count > 0)];
        if (wrong.Length == 0 || good.Length == 0) return "";
        double[] wrongProbes = [.. wrong.SelectMany(Probes).Order()];
        var fitted = ThresholdFor(wrongProbes);
        var text = new StringBuilder("Share of maps that a threshold calls untrusted, in %. It is held against the probe divided by the share of the picture that the region leaves free:\n\n");
        var table = new MarkdownTable(["threshold", .. wrong.Select(m => $"{m} ↑"), "all wrong ↑", .. good.Select(m => $"`{m}` ↓")]);
        double[][] columns = [.. wrong.Select(Probes), wrongProbes, .. good.Select(Probes)];
        table.Add(["maps", .. columns.Select(c => c.Length.ToString(CultureInfo.InvariantCulture))]);
        table.Add(["mean", .. columns.Select(c => c.Average().ToString("0.000", CultureInfo.InvariantCulture))]);
        foreach (var threshold in Thresholds.Append(fitted).Distinct().Order())
            table.Add([
                threshold == fitted ? string.Create(CultureInfo.InvariantCulture, $"**{threshold:0.000}**") : threshold.ToString("0.00", CultureInfo.InvariantCulture),
                .. columns.Select(c => Percent(c, threshold)),
            ]);
        text.Append(table);
        text.Append(CultureInfo.InvariantCulture,
            $"{fitted:0.000} is the smallest threshold that catches {100 * Caught:0} % of the {wrongProbes.Length} wrong maps; it costs {string.Join(", ", good.Select(m => $"{Percent(Probes(m), fitted)} % of `{m}`"))}.\n");
        if (wrong.Contains(WrongMaps.OtherFrame))
            text.Append("Not every `other-frame` map is wrong: where two pictures show a road or a car in one place, the map of one is a good map of the other, and says so.\n");
        text.Append('\n');
        return text.ToString();

        double[] Probes(string method)
        {
            var areas = measured.Of(method, "area");
            return [.. measured.Of(method, Metric).Select(p => p.Value / Attainable.Gap(areas.GetValueOrDefault(p.Key)))];
        }
    }

    /// <summary>Just above the map that is still to be caught, to three digits.</summary>
    private static double ThresholdFor(double[] ascending) =>
        Math.Round(Math.Floor(ascending[(int)Math.Ceiling(Caught * ascending.Length) - 1] * 1000) / 1000 + 0.001, 3);

    private static string Percent(double[] probes, double threshold) =>
        (100.0 * probes.Count(p => p < threshold) / probes.Length).ToString("0.0", CultureInfo.InvariantCulture);
}
