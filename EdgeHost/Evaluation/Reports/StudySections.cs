using SegEdge.EdgeHost.Cli;
using SegEdge.EdgeHost.Evaluation.Shortcut;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>All parts of a report by name, made from measurements alone: on any machine the same.</summary>
internal static class StudySections
{
    private const string Nothing = "Not measured yet.\n\n";

    /// <param name="figures">Where figures lie, as a Markdown file names it.</param>
    public static IReadOnlyDictionary<string, string> Of(StudyFolders studies, string figures)
    {
        var (maps, streamed, shortcut) = (studies.Maps, studies.Streamed, studies.Shortcut);
        var measured = maps.Methods.Count > 0;
        return new Dictionary<string, string>
        {
            ["summary"] = measured ? MethodTables.Behind(maps) : Nothing,
            ["methods"] = measured ? MethodTables.All(maps, null) + Figure(StudyFigures.Pareto, "insertion − deletion against passes") : Nothing,
            ["models"] = Or(MethodTables.ByModel(maps)),
            ["restricted"] = Or(MethodTables.RestrictedCurves(maps, null)),
            ["targets"] = Or(MethodTables.ByTarget(maps)),
            ["ablation"] = Or(MethodTables.Ablation(maps)),
            ["sanity"] = Or(MethodTables.Sanity(maps)),
            ["certificate"] = CertificateSection.Write(maps) is { Length: > 0 } text ? text + Figure(StudyFigures.Certificate, "probe against whole curves") : Nothing,
            ["streaming"] = StreamingSection.Write(streamed) is { Length: > 0 } tables ? tables + Figure(StudyFigures.Ages, "insertion − deletion against age") : Nothing,
            ["shortcut"] = shortcut.Methods.Count > 0 ? ShortcutReport.Write(shortcut, EvaluateShortcutCommand.Planted, EvaluateShortcutCommand.Clean) : Nothing,
        };

        string Figure(string name, string says) => $"![{says}]({figures}/{name})\n\n";
    }

    /// <summary>The same as one document.</summary>
    public static string Document(IReadOnlyDictionary<string, string> sections) =>
        "# Explanation methods compared\n\n" + string.Concat(sections.Where(s => s.Value != Nothing).Select(s => $"## {char.ToUpperInvariant(s.Key[0])}{s.Key[1..]}\n\n{s.Value}"));

    private static string Or(string text) => text.Length > 0 ? text : Nothing;
}
