using System.Globalization;
using SegEdge.EdgeHost.Evaluation.Explanations;

namespace SegEdge.EdgeHost.Evaluation.Shortcut;

/// <summary>Detection and false alarms by method and rule, from what a <see cref="ShortcutStudy"/> wrote.</summary>
internal sealed class ShortcutRates(Measurements measured, string planted, string clean)
{
    /// <summary>Regions of the planted and of the clean model, and those of the planted one that are lost by half or more without sticks.</summary>
    public (int Planted, int Clean, int Lost) Cases
    {
        get
        {
            var truth = measured.Of(ShortcutStudy.Truth, "lost");
            return (truth.Count(t => t.Key.Model == planted), truth.Count(t => t.Key.Model == clean), truth.Count(t => t.Key.Model == planted && t.Value >= 0.5));
        }
    }

    /// <param name="odd">Only scenes of odd, or only of even seeds; null for all.</param>
    public Interval? Caught(string method, ShortcutRule rule, bool? odd = null) => Rate(planted, method, rule, odd);

    /// <inheritdoc cref="Caught"/>
    public Interval? Alarms(string method, ShortcutRule rule, bool? odd = null) => Rate(clean, method, rule, odd);

    public Interval? Near(string method, string model) => Interval.Of(measured.Of(method, "near").Where(v => v.Key.Model == model));

    public double Passes(string method) => measured.Of(method, "passes").Values.DefaultIfEmpty().Average();

    /// <summary>The rule of the sweep that catches most on even seeds while false alarms there stay within the bound; of equals the one with fewer alarms, then the
    /// strictest. Where none does: the one with fewest alarms.</summary>
    public ShortcutRule Fit(string method, double mostAlarms)
    {
        var rules = ShortcutRule.All.Select(r => (Rule: r, Caught: Mean(planted, method, r), Alarms: Mean(clean, method, r))).ToList();
        var allowed = rules.Where(r => r.Alarms <= mostAlarms).ToList();
        return (allowed.Count > 0 ? allowed.OrderByDescending(r => r.Caught).ThenBy(r => r.Alarms) : rules.OrderBy(r => r.Alarms).ThenByDescending(r => r.Caught))
            .ThenBy(r => r.Rule.Top).ThenByDescending(r => r.Rule.LeastShare).First().Rule;
    }

    private Interval? Rate(string model, string method, ShortcutRule rule, bool? odd) => Interval.Of(Outcomes(model, method, rule, odd));

    private double Mean(string model, string method, ShortcutRule rule) => Outcomes(model, method, rule, odd: false).Select(o => o.Value).DefaultIfEmpty().Average();

    private IEnumerable<KeyValuePair<Measurements.Case, double>> Outcomes(string model, string method, ShortcutRule rule, bool? odd)
    {
        var shares = measured.Of(method, "context");
        return measured.Of(method, "rank")
            .Where(r => r.Key.Model == model && (odd is null || IsOdd(r.Key) == odd))
            .Select(r => KeyValuePair.Create(r.Key, rule.Catches(r.Value, shares[r.Key]) ? 1.0 : 0));
    }

    private static bool IsOdd(Measurements.Case at) => long.Parse(at.Frame, CultureInfo.InvariantCulture) % 2 != 0;
}
