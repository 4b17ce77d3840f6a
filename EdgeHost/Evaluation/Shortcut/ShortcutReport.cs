using System.Globalization;
using System.Text;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.EdgeHost.Evaluation.Reports;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Shortcut;

/// <summary>A <see cref="ShortcutStudy"/> as Markdown: who was caught by the rule of the cards, by every other rule of the sweep, and by a rule chosen on the scenes
/// of even seeds and judged on those of odd ones.</summary>
internal static class ShortcutReport
{
    private const double MostFalseAlarms = 0.05;

    public static string Write(Measurements measured, string planted, string clean)
    {
        var study = new ShortcutRates(measured, planted, clean);
        var (regions, innocent, lost) = study.Cases;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"Weeds of `{planted}`: {regions}, of which {lost} are lost once the sticks are gone; of `{clean}`, which must not be accused, in the same scenes: {innocent}. Caught: a cell of the stick is among the first k context cells, and the context share is at least s. 95 % bootstrap intervals over scenes, where these are {Interval.LeastPictures} or more.\n\n");
        string[] methods =
        [
            .. measured.Methods.Where(m => m != ShortcutStudy.Truth && study.Caught(m, ShortcutRule.Card) is not null)
                .OrderByDescending(m => study.Caught(m, ShortcutRule.Card)!.Value.Mean - (study.Alarms(m, ShortcutRule.Card)?.Mean ?? 0)),
        ];
        text.Append(Card(study, methods, planted, clean)).Append(Fitted(study, methods));
        foreach (var method in methods.Where(m => m.Split('@')[0] is ShortcutStudy.Streaming or ShortcutStudy.StreamingPair or ExplainerSet.Standard))
            text.Append(CultureInfo.InvariantCulture, $"`{method}`, caught / false alarms in %, by k and s:\n\n{Sweep(study, method)}");
        return text.ToString();
    }

    private static MarkdownTable Card(ShortcutRates study, IEnumerable<string> methods, string planted, string clean)
    {
        var table = new MarkdownTable("method", "weeds", "passes", $"caught ({ShortcutRule.Card}) ↑", "false alarms ↓", $"above cells as far away, `{planted}` ↑", $"`{clean}`");
        foreach (var method in methods)
            table.Add(method, Whole(study.Caught(method, ShortcutRule.Card)!.Value.Count), Whole(study.Passes(method)), Percent(study.Caught(method, ShortcutRule.Card)),
                Percent(study.Alarms(method, ShortcutRule.Card)), Short(study.Near(method, planted)), Short(study.Near(method, clean)));
        return table;
    }

    private static string Fitted(ShortcutRates study, IEnumerable<string> methods)
    {
        var table = new MarkdownTable("method", "its own rule", "weeds, odd seeds", "caught ↑", "false alarms ↓");
        foreach (var method in methods)
        {
            var own = study.Fit(method, MostFalseAlarms);
            if (study.Caught(method, own, odd: true) is { } caught) table.Add(method, own.ToString(), Whole(caught.Count), Percent(caught), Percent(study.Alarms(method, own, odd: true)));
        }
        return string.Create(CultureInfo.InvariantCulture, $"Each method by the rule that catches most on even seeds with at most {100 * MostFalseAlarms:0} % false alarms there, judged on odd seeds:\n\n{table}");
    }

    private static MarkdownTable Sweep(ShortcutRates study, string method)
    {
        var table = new MarkdownTable(["k", .. ShortcutRule.Shares.Select(s => s.ToString("0.00", CultureInfo.InvariantCulture))]);
        foreach (var top in ShortcutRule.Tops)
            table.Add([
                Whole(top), .. ShortcutRule.Shares.Select(s => new ShortcutRule(top, s))
                    .Select(r => $"{Whole(100 * study.Caught(method, r)?.Mean ?? double.NaN)} / {Whole(100 * study.Alarms(method, r)?.Mean ?? double.NaN)}"),
            ]);
        return table;
    }

    private static string Percent(Interval? rate) =>
        rate is { } r ? FormattableString.Invariant(r.Low is null ? (FormattableString)$"{100 * r.Mean:0.0} %" : $"{100 * r.Mean:0.0} % [{100 * r.Low:0}, {100 * r.High:0}]") : "–";

    private static string Short(Interval? value) => value is { } v ? v.Mean.ToString("0.00", CultureInfo.InvariantCulture) : "–";

    private static string Whole(double value) => double.IsNaN(value) ? "–" : value.ToString("0", CultureInfo.InvariantCulture);
}
