using System.CommandLine;
using SegEdge.EdgeHost.Bench;
using SegEdge.EdgeHost.Configuration;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge bench</c>: what a model and a configuration come to on this machine.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config", "-c") { Description = "Configuration of a device (JSON): its model, flags and privacy are measured. Its camera, broker, GPIO and outbox are left alone.", HelpName = "FILE" };
        var set = CommonOptions.Set();
        var model = new Option<string?>("--model", "-m") { Description = "Instead of Model:Path: a name of 'segedge models list', an .onnx file with model.json beside it, or a folder with both.", HelpName = "MODEL" };
        var source = new Option<string?>("--source", "-s") { Description = "A video file or a folder of pictures; without it, pictures of the simulated field camera are rendered first.", HelpName = "PATH" };
        var frames = CommonOptions.AtLeast(10, new Option<int>("--frames", "-n") { Description = "Frames counted in each turn.", DefaultValueFactory = _ => 100, HelpName = "N" });
        var rounds = CommonOptions.AtLeast(1, new Option<int>("--rounds") { Description = "Turns of the device and of its network alone.", DefaultValueFactory = _ => 5, HelpName = "N" });
        var explain = new Option<bool>("--explain") { Description = "Explain flagged frames meanwhile, as a device does; without it the network has the machine to itself." };
        var output = new Option<FileInfo?>("--out", "-o") { Description = "Also write the report to this Markdown file.", HelpName = "FILE" };
        var command = new Command("bench", "Measure the whole device (decoding, segmentation, flags, publishing) against its network alone, in turns, with the conditions.")
        {
            config, set, model, source, frames, rounds, explain, output,
        };
        command.Act(async (parsed, stopping) =>
        {
            var (configuration, options, problems) = ConfigurationLoader.Load(parsed.GetValue(config), parsed.GetValue(set) ?? []);
            if (problems.Count > 0) throw new UsageException(problems);
            // Before the minutes of a run: what came of it could not be kept.
            using (parsed.GetValue(output)?.OpenWrite()) { }
            using var bench = new BenchFolder();
            options = bench.OnItsOwn(options);
            options = options with
            {
                Model = options.Model with { Path = parsed.GetValue(model) ?? options.Model.Path },
                Camera = options.Camera with { Source = parsed.GetValue(source) ?? options.Camera.Source },
                Explain = options.Explain with { Enabled = parsed.GetValue(explain) },
            };
            var plan = new BenchPlan(options, configuration, parsed.GetValue(frames), parsed.GetValue(rounds));
            if (parsed.GetValue(source) is null) plan = plan with { Options = bench.WithFilm(options, plan.FilmFrames, stopping) };
            BenchResult? result = null;
            await Progress.RunAsync("bench", plan.Rounds * BenchResult.Ways.Count, async report => result = await new Benchmark(plan).RunAsync(report, stopping).ConfigureAwait(false)).ConfigureAwait(false);
            var text = BenchReport.Write(result!);
            Console.Write(text);
            if (parsed.GetValue(output) is { } file) await File.WriteAllTextAsync(file.FullName, text, stopping).ConfigureAwait(false);
        });
        return command;
    }
}
