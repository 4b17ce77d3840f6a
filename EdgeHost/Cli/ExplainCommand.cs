using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.EdgeHost.Models;
using SegEdge.EdgeHost.Sinks;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge explain</c>: questions about one picture, answered and judged.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var source = new Option<FileInfo>("--source", "-s") { Description = "A picture.", Required = true, HelpName = "IMAGE" };
        var target = new Option<string[]>("--target", "-t")
        {
            Description = "The question: class=NAME[,foil=NAME][,head=NAME][,region=largest|all|uncertain|x,y|x,y,w,h]; pixels of the class map. May be given often: what several questions have in common is run once.",
            Required = true,
            HelpName = "TARGET",
        };
        var method = new Option<string>("--method") { Description = $"{ExplainerSet.Auto}, or one of {string.Join(", ", ExplainerSet.Names)}.", DefaultValueFactory = _ => ExplainerSet.Auto, HelpName = "NAME" };
        var cells = new Option<string?>("--cells") { Description = "Grid, columns x rows; about 32 model pixels a cell if absent.", HelpName = "CxR" };
        var output = CommonOptions.Out();
        var passes = new Option<int>("--passes") { Description = "What everything may cost in forward passes, each question: references, map, curves; a gradient counts as three.", DefaultValueFactory = _ => new ExplainOptions().Passes, HelpName = "N" };
        var seed = new Option<long>("--seed") { Description = "Of random masks, references and controls.", HelpName = "N" };
        var threads = CommonOptions.Threads();
        var command = new Command("explain", "Why was this region called this class? Writes heat.png and heat.json (of several questions heat-1.png, heat-1.json and so on), with deletion and insertion AUC.")
        {
            model, source, target, method, cells, output, passes, seed, threads,
        };
        command.Act(async (parsed, stopping) =>
        {
            TargetRequest[] requests = [.. parsed.GetRequiredValue(target).Select(TargetRequest.Parse)];
            var options = new ExplainOptions
            {
                Method = parsed.GetRequiredValue(method),
                Cells = parsed.GetValue(cells) is { } grid ? CellCount.Parse(grid) : null,
                Passes = parsed.GetValue(passes),
                Seed = parsed.GetValue(seed),
                Judge = JudgeKind.Curves,
            };
            using var picture = Read(parsed.GetRequiredValue(source));
            var package = new ModelCatalog().Open(parsed.GetRequiredValue(model)).FittedTo(new PictureSize(picture.Width, picture.Height));
            using var lane = new ExplanationLane(package, new RuntimeOptions { Threads = parsed.GetValue(threads) }, options, TimeProvider.System);
            lane.WarmUp();
            if (options.Method == ExplainerSet.Auto) Console.WriteLine($"method {options.Method}: {lane.Answer}");
            IReadOnlyList<ExplanationResult> results = [];
            await Progress.RunAsync($"explain {options.Method}", (long)options.Passes * requests.Length, report =>
            {
                results = lane.Explain(picture, [.. requests.Select(r => (Func<IReadOnlyList<HeadReading>, Target>)r.Resolve)], new Told(report), stopping);
                return Task.CompletedTask;
            }).ConfigureAwait(false);
            foreach (var (index, result) in results.Index())
                Write(result, picture, package.Manifest, parsed.GetRequiredValue(output), results.Count == 1 ? "heat" : $"heat-{index + 1}");
        });
        return command;
    }

    private static Mat Read(FileInfo file)
    {
        if (!file.Exists) throw new UsageException($"{file.FullName}: no such picture.");
        var picture = file.Length > 0 ? Cv2.ImRead(file.FullName, ImreadModes.Color) : new Mat();
        return picture.Empty() ? throw new UsageException($"{file.FullName}: {file.Length:N0} bytes that do not decode as a picture.") : picture;
    }

    private static void Write(ExplanationResult result, Mat picture, ModelManifest manifest, DirectoryInfo output, string name)
    {
        output.Create();
        if (result.Map is { } map)
        {
            using var drawn = Draw(result, map, picture, manifest);
            Pictures.WritePng(Path.Combine(output.FullName, name + ".png"), drawn);
        }
        File.WriteAllText(Path.Combine(output.FullName, name + ".json"), JsonSerializer.Serialize(ExplanationReport.Of(result), ExplanationReport.Indented));

        Console.WriteLine($"{result.Target}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"status       {result.Status}{(result.Reason is { } reason ? $": {reason}" : "")}"));
        if (result.Map is { } m)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"method       {m.Method} ({m.Parameters}), reference {m.Reference}, v(0) = {m.Empty:0.00}, v(1) = {m.Full:0.00}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"insertion    AUC {Text(result.Insertion?.Value)}, random {Text(result.RandomInsertion?.Value)}, margin over random {Text(result.MarginOverRandom)}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"deletion     AUC {Text(result.Deletion?.Value)}; insertion - deletion {Text(result.Faithfulness)}"));
        if (result.Shares is { } shares)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"shares       inside {shares.Inside:0.00}, boundary {shares.Boundary:0.00}, context {shares.Context:0.00}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cost         {result.Passes} forward passes{(result.Reused > 0 ? $", {result.Reused} of them made for a question before" : "")}, {result.Elapsed.TotalMilliseconds:0} ms -> {Path.Combine(output.FullName, name + ".png")}"));
    }

    private static Mat Draw(ExplanationResult result, SaliencyMap map, Mat picture, ModelManifest manifest)
    {
        if (manifest.Tiling is not { } tiling) return Heatmap.Draw(picture, map);
        var letterbox = Letterbox.For(new PictureSize(picture.Width, picture.Height), new PictureSize(tiling.Width, tiling.Height), manifest.Input.Resize);
        var place = HeatPlace.Of(result, map, letterbox);
        var whole = picture.Clone();
        using var tile = whole.SubMat(place);
        using var drawn = Heatmap.Draw(tile, map);
        drawn.CopyTo(tile);
        Cv2.Rectangle(whole, place, Scalar.White);
        return whole;
    }

    private static string Text(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "not measured";

    // Of several questions the passes of the ones before count too.
    private sealed class Told(Action<long> report) : IProgress<ExplainProgress>
    {
        private long _before, _last;

        public void Report(ExplainProgress value)
        {
            if (value.Passes < _last) _before += _last;
            report(_before + (_last = value.Passes));
        }
    }
}
