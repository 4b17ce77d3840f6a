using System.CommandLine;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.EdgeHost.Evaluation.Shortcut;
using SegEdge.EdgeHost.Models;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge evaluate-explanations shortcut</c>: which methods find a planted shortcut, and which cry wolf.</summary>
internal static class EvaluateShortcutCommand
{
    public const string Planted = "shortcut-planted", Clean = "shortcut-clean";

    public static Command Create()
    {
        var methods = new Option<string>("--methods")
        {
            Description = $"METHOD[:PASSES],... as for 'evaluate-explanations', '{ShortcutStudy.Streaming}': one coalition gradient a frame, kept over a drive, or '{ShortcutStudy.StreamingPair}': two.",
            DefaultValueFactory = _ => $"{ShortcutStudy.Streaming},{ShortcutStudy.StreamingPair},{StudyMethod.Standard}",
            HelpName = "LIST",
        };
        var scenes = new Option<int>("--scenes", "-n") { Description = "Simulated scenes, one seed each.", DefaultValueFactory = _ => 80, HelpName = "N" };
        var seed = new Option<long>("--seed") { Description = "The first scene; 900000 or more, since the models were trained below.", DefaultValueFactory = _ => 900_000, HelpName = "N" };
        var cells = new Option<string?>("--cells") { Description = $"Grid, columns x rows; the rule is made for {ShortcutStudy.Cells}.", HelpName = "CxR" };
        var sheet = new Option<int>("--sheet") { Description = "Also sheet.png: the maps of the first N scenes side by side, those measured before made again.", HelpName = "N" };
        var output = CommonOptions.Out();
        var threads = CommonOptions.Threads();
        var command = new Command("shortcut",
            $"A stick stands beside every weed. Does a method's map of '{Planted}', which goes by the sticks, show the stick, and its map of '{Clean}', which does not, leave it alone? Interrupted, the same command goes on where it stopped.")
        {
            methods, scenes, seed, cells, sheet, output, threads,
        };
        command.Act(async (parsed, stopping) =>
        {
            string[] names = [.. parsed.GetRequiredValue(methods).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
            string[] streamed = [.. names.Intersect([ShortcutStudy.Streaming, ShortcutStudy.StreamingPair])];
            string[] others = [.. names.Except(streamed)];
            IReadOnlyList<StudyMethod> chosen = streamed.Length > 0 && others.Length == 0 ? [] : StudyMethod.Parse(string.Join(',', others));
            if (chosen.FirstOrDefault(m => m.IsWrong) is { } wrong)
                throw new UsageException($"--methods: '{wrong.Name}' is a map made wrong on purpose, for 'evaluate-explanations'; it finds no shortcut.");
            var (count, first, folder) = (parsed.GetValue(scenes), parsed.GetValue(seed), parsed.GetRequiredValue(output));
            if (count < 1) throw new UsageException($"--scenes {count}: expected 1 or more.");
            if (first < 900_000) throw new UsageException($"--seed {first}: expected 900000 or more; the models saw scenes below in training.");
            var grid = parsed.GetValue(cells) is { } text ? CellCount.Parse(text) : ShortcutStudy.Cells;
            var catalog = new ModelCatalog();
            ModelPackage[] packages = [catalog.Open(Planted), catalog.Open(Clean)];
            folder.Create();
            var csv = Path.Combine(folder.FullName, "shortcut.csv");
            new StudySettings(string.Join(' ', packages.Select(p => p.Sha256)), grid.ToString(), false, chosen.ToDictionary(m => m.Name, m => m.Passes ?? 0))
                .Hold(Path.Combine(folder.FullName, "shortcut-settings.json"));
            var study = new ShortcutStudy(packages, chosen, streamed, new RuntimeOptions { Threads = parsed.GetValue(threads) }, grid);
            using var maps = new ContactSheet();
            using (var log = new StudyLog(csv))
                await Progress.RunAsync("scenes", count, report =>
                {
                    study.Run(Enumerable.Range(0, count).Select(i => first + i), log, maps, parsed.GetValue(sheet), report, stopping);
                    return Task.CompletedTask;
                }).ConfigureAwait(false);
            foreach (var left in study.Left) Console.WriteLine($"not asked: {left}");
            maps.Write(Path.Combine(folder.FullName, "sheet.png"));
            var report = Path.Combine(folder.FullName, "shortcut.md");
            await File.WriteAllTextAsync(report, ShortcutReport.Write(Measurements.Read(csv), Planted, Clean), stopping).ConfigureAwait(false);
            Console.WriteLine($"report: {report}");
        });
        return command;
    }
}
