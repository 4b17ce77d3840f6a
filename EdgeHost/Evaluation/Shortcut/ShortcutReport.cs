using System.Globalization;
using System.Text;
using SegEdge.EdgeHost.Evaluation.Explanations;

namespace SegEdge.EdgeHost.Evaluation.Shortcut;

/// <summary>A <see cref="ShortcutStudy"/> as Markdown: who was caught by the rule of the cards, by every other rule of the sweep, and by a rule chosen on the scenes
/// of even seeds and judged on those of odd ones.</summary>
internal static class ShortcutReport
{
    private const double MostFalseAlarms = 0.05;

    public static string Write(Measurements measured, string planted, string clean)
    {
        var text = new StringBuilder();
        var study = new ShortcutRates(measured, planted, clean);
        var (regions, innocent, lost) = study.Cases;
        text.AppendLine(CultureInfo.InvariantCulture,
            $"Weeds of `{planted}`: {regions}, of which {lost} are lost once the sticks are gone; of `{clean}`, which must not be accused, in the same scenes: {innocent}. Caught: a cell of the stick is among the first k context cells, and the context share is at least s. 95 % bootstrap intervals over scenes.").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| method | weeds | passes | caught ({ShortcutRule.Card}) ↑ | false alarms ↓ | above cells as far away ↑ | the same, `{clean}` | own rule, chosen on even seeds | caught, odd seeds ↑ | false alarms, odd seeds ↓ |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|");
        var methods = measured.Methods.Where(m => m != ShortcutStudy.Truth && study.Caught(m, ShortcutRule.Card) is not null)
            .OrderByDescending(m => study.Caught(m, ShortcutRule.Card)!.Value.Mean - (study.Alarms(m, ShortcutRule.Card)?.Mean ?? 0)).ToList();
        foreach (var method in methods)
        {
            var own = study.Fit(method, MostFalseAlarms);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {method} | {study.Caught(method, ShortcutRule.Card)!.Value.Count} | {study.Passes(method):0} | {Percent(study.Caught(method, ShortcutRule.Card))} | {Percent(study.Alarms(method, ShortcutRule.Card))} | {Short(study.Near(method, planted))} | {Short(study.Near(method, clean))} | {own} | {Percent(study.Caught(method, own, odd: true))} | {Percent(study.Alarms(method, own, odd: true))} |");
        }
        text.AppendLine();
        foreach (var method in methods.Where(m => m is ShortcutStudy.Streaming or Explain.ExplainerSet.Standard)) Sweep(text, study, method);
        return text.ToString();
    }

    private static void Sweep(StringBuilder text, ShortcutRates study, string method)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"`{method}`, caught / false alarms in %, by k and least context share:").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| k | {string.Join(" | ", ShortcutRule.Shares.Select(s => s.ToString("0.00", CultureInfo.InvariantCulture)))} |");
        text.AppendLine(string.Concat(Enumerable.Repeat("|---", ShortcutRule.Shares.Count + 1)) + "|");
        foreach (var top in ShortcutRule.Tops)
        {
            var cells = ShortcutRule.Shares.Select(s => new ShortcutRule(top, s)).Select(r =>
                string.Create(CultureInfo.InvariantCulture, $"{100 * study.Caught(method, r)?.Mean:0} / {100 * study.Alarms(method, r)?.Mean:0}"));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {top} | {string.Join(" | ", cells)} |");
        }
        text.AppendLine();
    }

    private static string Percent(Interval? rate) =>
        rate is { } r ? string.Create(CultureInfo.InvariantCulture, $"{100 * r.Mean:0.0} % [{100 * r.Low:0}, {100 * r.High:0}]") : "–";

    private static string Short(Interval? value) => value is { } v ? string.Create(CultureInfo.InvariantCulture, $"{v.Mean:0.00}") : "–";
}
