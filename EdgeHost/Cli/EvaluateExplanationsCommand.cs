using System.CommandLine;
using OpenCvSharp;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.EdgeHost.Models;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge evaluate-explanations</c>: methods held against each other on a user's own model and pictures.</summary>
internal static class EvaluateExplanationsCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var data = new Option<string>("--data", "-d") { Description = "A list of pictures (.txt, as for 'evaluate'), a folder, a video, or simulated[:SEED].", Required = true, HelpName = "DATA" };
        var methods = new Option<string>("--methods") { Description = $"METHOD[:PASSES],...; methods: {StudyMethod.Allowed}.", DefaultValueFactory = _ => StudyMethod.Standard, HelpName = "LIST" };
        var targets = new Option<string[]>("--targets", "-t") { Description = "Questions, as for 'explain --target'; may be given often.", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "TARGET" };
        var frames = new Option<int>("--frames", "-n") { Description = "Pictures, spread evenly over the data.", DefaultValueFactory = _ => 40, HelpName = "N" };
        var seeds = new Option<int>("--seeds") { Description = "Repetitions with other random draws.", DefaultValueFactory = _ => 1, HelpName = "S" };
        var cells = new Option<string?>("--cells") { Description = "Grid, columns x rows; about 32 model pixels a cell if absent.", HelpName = "CxR" };
        var reference = new Option<string?>("--reference") { Description = $"What hidden parts show: {string.Join(", ", ReferenceSet.Names)}; by question the one with the lowest score if absent.", HelpName = "NAME" };
        reference.AcceptOnlyFromAmong([.. ReferenceSet.Names]);
        var full = new Option<bool>("--full") { Description = "Also mu-fidelity and infidelity, hundreds of passes a map." };
        var randomise = new Option<bool>("--randomise") { Description = "Also how like each map is to that of the network with random weights; twice the passes." };
        var stream = new Option<bool>("--stream") { Description = "Instead of --methods: explanations kept from frame to frame, on sequences with known motion made of each picture, and on as many clips of a video or the simulated camera." };
        var sheet = new Option<int>("--sheet") { HelpName = "N", Description = "Questions whose maps are drawn side by side in maps.png.", DefaultValueFactory = _ => 8 };
        var output = CommonOptions.Out();
        var threads = CommonOptions.Threads();
        var command = new Command("evaluate-explanations", "Hold explanation methods against each other on your model and pictures. Interrupted, the same command goes on where it stopped.")
        {
            model, data, methods, targets, frames, seeds, cells, reference, full, randomise, stream, sheet, output, threads, EvaluateShortcutCommand.Create(),
        };
        command.Act(async (parsed, stopping) =>
        {
            var package = new ModelCatalog().Open(parsed.GetRequiredValue(model));
            var chosen = StudyMethod.Parse(parsed.GetRequiredValue(methods));
            var questions = parsed.GetRequiredValue(targets).Select(TargetRequest.Parse).ToArray();
            var grid = parsed.GetValue(cells) is { } text ? CellCount.Parse(text) : null;
            var (count, repetitions, folder) = (parsed.GetValue(frames), parsed.GetValue(seeds), parsed.GetRequiredValue(output));
            if (count < 1 || repetitions < 1) throw new UsageException("--frames and --seeds: expected 1 or more.");
            folder.Create();
            var options = new StudyOptions(new RuntimeOptions { Threads = parsed.GetValue(threads) }, grid, parsed.GetValue(reference), parsed.GetValue(full), parsed.GetValue(randomise));
            if (parsed.GetValue(stream))
            {
                await StreamAsync(package, questions, options, parsed.GetRequiredValue(data), count, folder, stopping).ConfigureAwait(false);
                return;
            }
            using var log = new StudyLog(Path.Combine(folder.FullName, "measurements.csv"));
            new StudySettings(package.Sha256, grid?.ToString(), options.Full, chosen.ToDictionary(m => m.Name, m => m.Passes ?? 0), options.Reference, options.Randomise).Hold(Path.Combine(folder.FullName, "settings.json"));
            var study = new ExplanationStudy(package, chosen, questions, repetitions, options);
            var album = new MapAlbum(folder, [.. chosen.Select(m => m.Name)], parsed.GetValue(sheet));
            await Progress.RunAsync("maps", (long)count * repetitions * questions.Length * chosen.Count, report =>
            {
                study.Run(StudyPictures.Read(parsed.GetRequiredValue(data), count, stopping), log, album, report, stopping);
                return Task.CompletedTask;
            }).ConfigureAwait(false);
            album.WriteSheet();
            foreach (var left in study.Left) Console.WriteLine($"not asked: {left}");
            var asked = $"segedge evaluate-explanations --model {package.Manifest.Name} --targets {string.Join(' ', questions.Select(q => q.ToString()))} --frames {count} --seeds {repetitions}";
            var report = StudyReport.Write(Measurements.Read(Path.Combine(folder.FullName, "measurements.csv")), asked);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "report.md"), report, stopping).ConfigureAwait(false);
            Console.WriteLine($"report: {Path.Combine(folder.FullName, "report.md")}");
        });
        return command;
    }

    private static async Task StreamAsync(
        ModelPackage package, TargetRequest[] questions, StudyOptions options, string data, int count, DirectoryInfo folder, CancellationToken stopping)
    {
        using var log = new StudyLog(Path.Combine(folder.FullName, "streaming.csv"));
        new StudySettings(package.Sha256, options.Cells?.ToString(), options.Full, new Dictionary<string, int>(), options.Reference).Hold(Path.Combine(folder.FullName, "streaming-settings.json"));
        var study = new StreamingStudy(package, questions, options);
        (string Name, Mat Picture)[] read = [.. StudyPictures.Read(data, count, stopping).Select(p => (p.Name, p.Picture.Clone()))];
        (string Name, Mat Picture)[] stills = [.. read.Where(p => !p.Picture.Empty())];
        study.Left.AddRange(read.Except(stills).Select(p => $"{p.Name}: does not decode as a picture"));
        var clips = StudyPictures.Clips(data, count, StreamingStudy.Frames, stopping);
        await Progress.RunAsync("maps", StreamingStudy.MapsOf(stills.Length, data.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) ? 0 : count, questions.Length), report =>
        {
            study.Run(stills, clips, log, report, stopping);
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        foreach (var (_, picture) in read) picture.Dispose();
        foreach (var left in study.Left) Console.WriteLine($"not asked: {left}");
    }
}
