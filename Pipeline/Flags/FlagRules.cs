using System.Text.Json;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Flags;

/// <summary>Makes rules of options, and says what is wrong with them.</summary>
internal static class FlagRules
{
    public static string NameOf(FlagRuleOptions options) => options.Name ?? JsonNamingPolicy.CamelCase.ConvertName(options.Kind.ToString());

    public static IFlagRule Create(FlagRuleOptions options, ModelManifest manifest)
    {
        var head = HeadOf(options, manifest);
        var c = options.Class is null ? -1 : IndexOf(manifest.Heads[head], options.Class);
        var roi = new RegionOfInterest(options.Roi);
        return options.Kind switch
        {
            FlagRuleKind.LowMargin => new LowMarginRule(head, roi, options.MarginBelow, options.Bound, [.. manifest.Heads[head].Classes.Select(x => x.Name)]),
            FlagRuleKind.ClassArea => new ClassAreaRule(head, c, options.Class!, roi, options.Bound),
            FlagRuleKind.Appears => new AppearsRule(head, c, options.Class!, roi, options.Bound),
            FlagRuleKind.Disappears => new DisappearsRule(head, c, options.Class!, options.Bound),
            FlagRuleKind.Flicker => new FlickerRule(head, options.Bound),
            FlagRuleKind.EveryNth => new EveryNthRule(options.Every),
            FlagRuleKind.Trigger => new TriggerRule(),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "no such rule"),
        };
    }

    public static IEnumerable<string> Check(IReadOnlyList<FlagRuleOptions> rules, ModelManifest manifest)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            var where = $"Flags:{i} ({NameOf(rule)})";
            var needsClass = rule.Kind is FlagRuleKind.ClassArea or FlagRuleKind.Appears or FlagRuleKind.Disappears;
            if (needsClass && rule.Class is null)
                yield return $"{where}: a rule of kind {rule.Kind} needs 'Class'. {manifest.Name} has: {ClassesOf(manifest)}.";
            if (rule.Head is { } head && manifest.Heads.All(h => h.Name != head))
                yield return $"{where}: 'Head' is '{head}', {manifest.Name} has: {string.Join(", ", manifest.Heads.Select(h => h.Name))}.";
            else if (rule.Class is { } name && IndexOf(manifest.Heads[HeadOf(rule, manifest)], name) < 0)
                yield return $"{where}: 'Class' is '{name}', {manifest.Name} has: {ClassesOf(manifest)}.";
            if (rule.Roi is { } roi && (roi.Count != 4 || roi.Any(v => v is not (>= 0 and <= 1)) || roi[2] <= 0 || roi[3] <= 0))
                yield return $"{where}: 'Roi' is [{string.Join(", ", roi)}], expected left, top, width, height as shares 0..1.";
        }
    }

    private static int HeadOf(FlagRuleOptions rule, ModelManifest manifest)
    {
        for (var h = 0; h < manifest.Heads.Count; h++)
            if (rule.Head is null ? rule.Class is null || IndexOf(manifest.Heads[h], rule.Class) >= 0 : manifest.Heads[h].Name == rule.Head)
                return h;
        return 0;
    }

    private static int IndexOf(ModelHead head, string className)
    {
        for (var c = 0; c < head.Classes.Count; c++)
            if (head.Classes[c].Name == className) return c;
        return -1;
    }

    private static string ClassesOf(ModelManifest manifest) =>
        string.Join("; ", manifest.Heads.Select(h => $"{h.Name}: {string.Join(", ", h.Classes.Select(c => c.Name))}"));
}
