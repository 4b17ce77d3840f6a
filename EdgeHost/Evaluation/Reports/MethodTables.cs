using System.Globalization;
using System.Text;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>What each method reached. Columns of metrics that nothing measured are left out.</summary>
internal static class MethodTables
{
    /// <summary>Variants of coalition gradients, which have a table of their own.</summary>
    public const string Variants = "coalitions/";

    private const string Gap = "gap";

    private static readonly (string Metric, string Title)[] Columns =
    [
        (Gap, "insertion − deletion ↑"), ("mask-iou-gap", "mask IoU ↑"),
    ];

    private static readonly (string Metric, string Title)[] Sane =
    [
        ("class-contrast", "two classes ↓"), ("randomised-spearman", "random weights ↓"), ("randomised-abs-spearman", "absolute ↓"),
    ];

    private static readonly (string Metric, string Title)[] Restricted = [("context-gap", "context only ↑"), ("inside+boundary-gap", "inside only ↑")];

    private static readonly string Minus = $"`{ExplainerSet.Standard}` minus this";

    /// <summary>Which rivals the standard method is not shown to beat, said first; then every part of the study in which one of them is ahead of it.</summary>
    public static string Behind(Measurements measured)
    {
        var all = new Comparison(measured);
        string[] rivals = [.. measured.Methods.Where(m => m != ExplainerSet.Standard && IsRival(m))];
        var unclear = rivals.Where(m => all.Ahead(m, Gap) is { Low: <= 0 }).ToList();
        var few = rivals.Where(m => all.Ahead(m, Gap) is { Low: null }).ToList();
        if (measured.Of(ExplainerSet.Standard, Gap).Count == 0) return $"`{ExplainerSet.Standard}` was not measured.\n\n";
        int[] common = [.. rivals.Select(m => all.Ahead(m, Gap)?.Count).OfType<int>()];
        var cases = common.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" Cases in common with a rival: {common.Min()} to {common.Max()}. Pictures: {string.Join(", ", measured.Models.Select(Pictures))}.");
        var verdict = unclear.Count > 0
            ? $"**Not shown**: that `{ExplainerSet.Standard}` is ahead of {Names(unclear)} over all models (the interval of the paired difference reaches 0).{cases}\n\n"
            : $"`{ExplainerSet.Standard}` is ahead of every other method{(few.Count > 0 ? " asked about enough pictures" : "")} over all models (interval of the paired difference above 0).{cases}\n\n";
        if (few.Count > 0) verdict += $"Asked about fewer than {Interval.LeastPictures} pictures, so without an interval: {Names(few)}.\n\n";
        return verdict + WhereBehind(measured, rivals);

        string Pictures(string model) => string.Create(CultureInfo.InvariantCulture, $"`{model}` {new Comparison(measured, model).Of(ExplainerSet.Standard, Gap)?.Pictures ?? 0}");

        static string Names(IEnumerable<string> methods) => string.Join(", ", methods.Select(m => $"`{m}`"));
    }

    /// <summary>Of methods; variants and wrong maps have tables of their own.</summary>
    /// <param name="model">Null: all.</param>
    public static string All(Measurements measured, string? model)
    {
        var these = new Comparison(measured, model);
        var columns = Columns.Where(c => these.Has(c.Metric)).ToList();
        var table = new MarkdownTable(["method", "cases (pictures)", .. columns.Select(c => c.Title), Minus, "passes", "ms, median"]);
        foreach (var method in these.Ranked.Where(IsRival))
            table.Add([
                method, Cases(these.Of(method, Gap)!.Value), .. columns.Select(c => Words(these.Of(method, c.Metric))),
                Difference(these, method, Gap), Number(these.Mean(method, "passes"), "0"), Number(these.Median(method, "ms"), "0"),
            ]);
        return table.ToString();
    }

    /// <summary>The same curves with only the context, or only the region, taken away: a map that is nothing but the mask does not win here.</summary>
    public static string RestrictedCurves(Measurements measured, string? model)
    {
        var these = new Comparison(measured, model);
        var columns = Restricted.Where(c => these.Has(c.Metric)).ToList();
        if (columns.Count == 0) return "";
        var table = new MarkdownTable(["method", .. columns.SelectMany(c => new[] { c.Title, Minus })]);
        foreach (var method in these.Ranked.Where(IsRival))
            table.Add([method, .. columns.SelectMany(c => new[] { Words(these.Of(method, c.Metric)), Difference(these, method, c.Metric) })]);
        return table.ToString();
    }

    /// <summary>Mean gap by model; then paired differences, since methods were not all asked about the same pictures.</summary>
    public static string ByModel(Measurements measured)
    {
        if (measured.Models.Count < 2) return "";
        var parts = measured.Models.Select(m => (Title: m, Values: new Comparison(measured, m))).ToList();
        var table = new MarkdownTable([Minus, .. parts.Select(p => p.Title)]);
        foreach (var rival in new Comparison(measured).Ranked.Where(m => m != ExplainerSet.Standard && IsRival(m)))
            table.Add([rival, .. parts.Select(p => p.Values.Ahead(rival, Gap) is { } ahead ? string.Create(CultureInfo.InvariantCulture, $"{ahead}, {ahead.Count}") : "–")]);
        return By(measured, parts) + (table.ToString() is { Length: > 0 } paired ? $"Over cases that both have, and how many these are:\n\n{paired}" : "");
    }

    /// <summary>Mean gap by question, of models that were asked more than one.</summary>
    public static string ByTarget(Measurements measured) => string.Concat(measured.Models.Select(model =>
        Targets(measured, model) is { Count: > 1 } targets ? $"`{model}`:\n\n" + By(measured, targets.Select(t => ($"`{t}`", OfTarget(measured, model, t)))) : ""));

    /// <summary>Whether it belongs into tables of methods: no variant, and no map that was made wrong on purpose.</summary>
    public static bool IsRival(string method) => !method.StartsWith(Variants, StringComparison.Ordinal) && !WrongMaps.Names.Contains(method);

    /// <summary>Families, numbers of coalitions, pairs: coalition gradients made otherwise.</summary>
    public static string Ablation(Measurements measured)
    {
        var all = new Comparison(measured);
        string[] variants = [.. all.Ranked.Where(m => m.StartsWith(Variants, StringComparison.Ordinal))];
        if (variants.Length == 0) return "";
        bool AllHave(Measurements.Case at) => variants.All(v => measured.Of(v, Gap).ContainsKey(at));
        var common = new Comparison(measured, AllHave);
        var table = new MarkdownTable(["coalitions", "insertion − deletion ↑", .. measured.Models.Select(m => $"`{m}`"), Minus, "passes"]);
        foreach (var method in common.Ranked.Where(variants.Contains))
            table.Add([
                method[Variants.Length..], Words(common.Of(method, Gap)),
                .. measured.Models.Select(m => Number(new Comparison(measured, c => c.Model == m && AllHave(c)).Mean(method, Gap), "0.000")), Difference(common, method, Gap), Number(common.Mean(method, "passes"), "0"),
            ]);
        return common.Of(variants[0], Gap) is { } cases
            ? string.Create(CultureInfo.InvariantCulture, $"Over the {cases.Count} cases ({cases.Pictures} pictures) that all of them have:\n\n{table}")
            : $"No case has a map of all of {string.Join(", ", variants.Select(v => $"`{v}`"))}.\n\n";
    }

    /// <summary>Whether a map depends on what it should: on the class asked about, and on what the network learned.</summary>
    public static string Sanity(Measurements measured)
    {
        var all = new Comparison(measured);
        string[] methods = [.. measured.Methods.Where(m => Sane.Any(c => all.Of(m, c.Metric) is not null))];
        if (methods.Length == 0) return "";
        var table = new MarkdownTable(["method", .. Sane.Select(c => c.Title)]);
        foreach (var method in methods) table.Add([method, .. Sane.Select(c => Words(all.Of(method, c.Metric)))]);
        return $"Rank correlation of a method's maps: of two classes of a picture; of the network and the same with random weights, signed and absolute. 1 is a map that does not ask.\n\n{table}";
    }

    // A mean over everything can hide a part in which it does not hold.
    private static string WhereBehind(Measurements measured, string[] rivals)
    {
        var text = new StringBuilder();
        foreach (var model in measured.Models)
        {
            Add($"`{model}`", new Comparison(measured, model), Gap);
            if (Targets(measured, model) is { Count: > 1 } targets)
                foreach (var target in targets) Add($"`{model}`, `{target}`", OfTarget(measured, model, target), Gap);
        }
        foreach (var (metric, title) in Restricted) Add(title.TrimEnd(' ', '↑'), new Comparison(measured), metric);
        return text.Length == 0 ? "" : $"Where `{ExplainerSet.Standard}` is behind, by the mean over cases in common:\n\n{text}\n";

        void Add(string where, Comparison values, string metric)
        {
            string[] better = [.. rivals.Select(m => (Method: m, Ahead: values.Ahead(m, metric))).Where(r => r.Ahead is { Mean: < 0 })
                .Select(r => string.Create(CultureInfo.InvariantCulture, $"`{r.Method}` {r.Ahead}, {r.Ahead!.Value.Count} {(r.Ahead.Value.Count == 1 ? "case" : "cases")}"))];
            if (better.Length > 0) text.Append(CultureInfo.InvariantCulture, $"- {where}: {string.Join("; ", better)}\n");
        }
    }

    private static List<string> Targets(Measurements measured, string model) =>
        [.. measured.Methods.SelectMany(m => measured.Of(m, Gap).Keys).Where(c => c.Model == model).Select(c => c.Target).Distinct().Order(StringComparer.Ordinal)];

    private static Comparison OfTarget(Measurements measured, string model, string target) => new(measured, c => c.Model == model && c.Target == target);

    private static string By(Measurements measured, IEnumerable<(string Title, Comparison Values)> columns)
    {
        var parts = columns.ToList();
        var table = new MarkdownTable(["method", .. parts.Select(p => p.Title)]);
        foreach (var method in new Comparison(measured).Ranked.Where(IsRival))
            table.Add([method, .. parts.Select(p => Cell(p.Values, method))]);
        return table.ToString();

        // Means of unlike cases do not compare.
        static string Cell(Comparison values, string method)
        {
            var (count, most) = (values.Values(method, Gap).Count(), values.Values(ExplainerSet.Standard, Gap).Count());
            var mean = Number(values.Mean(method, Gap), "0.000");
            return count == 0 || count == most ? mean : string.Create(CultureInfo.InvariantCulture, $"{mean} ({count} of {most})");
        }
    }

    private static string Cases(Interval of) => string.Create(CultureInfo.InvariantCulture, $"{of.Count} ({of.Pictures})");

    private static string Difference(Comparison these, string method, string metric) => method == ExplainerSet.Standard ? "" : Words(these.Ahead(method, metric));

    private static string Words(Interval? value) => value?.ToString() ?? "–";

    private static string Number(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);
}
