using System.CommandLine;
using System.Globalization;
using System.Text;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Camera.Simulation;
using SegEdge.EdgeHost.Sinks;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge simulate</c>: pictures of the simulated field camera with their exact class maps.</summary>
internal static class SimulateCommand
{
    private static readonly Rgb[] MarkerPalette = [Rgb.Parse("#000000"), Rgb.Parse("#ff4fb3")];

    public static Command Create()
    {
        var frames = CommonOptions.Frames("How many pictures for each seed.");
        frames.Required = true;
        var output = CommonOptions.Out();
        var seed = new Option<long>("--seed") { Description = "The first field; from 900000 on, no bundled model saw it in training.", DefaultValueFactory = _ => 900_000, HelpName = "N" };
        var seeds = new Option<int>("--seeds") { Description = "How many fields, one seed after the other.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var every = new Option<int>("--every") { Description = "Keep every n-th picture.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var dense = new Option<bool>("--dense") { Description = "Every picture within incidents of its own, 97 frames apart, as the bundled model's recipe draws them; excludes --every." };
        var size = new Option<string>("--size") { Description = "WIDTHxHEIGHT of the pictures.", DefaultValueFactory = _ => "960x540", HelpName = "WxH" };
        var sticks = new Option<string?>("--sticks") { Description = "Soil, crop and look-alike weeds close up, with marker sticks 'beside-weeds' (a planted shortcut), 'anywhere' (the control) or 'none' (the same plants without); writes markers/NNNNNN.png as well, 1 = stick. Excludes --dense.", HelpName = "WHERE" };
        sticks.AcceptOnlyFromAmong("beside-weeds", "anywhere", "none");
        var command = new Command("simulate", "Write pictures/NNNNNN.png, masks/NNNNNN.png (indexed, exact) and pairs.txt, a list for 'evaluate'.") { frames, output, seed, seeds, every, dense, size, sticks };
        command.Act((parsed, stopping) => Progress.RunAsync("simulate", parsed.GetValue(frames) * parsed.GetValue(seeds), report =>
        {
            var (width, height) = SizeOf(parsed.GetRequiredValue(size));
            var options = new SimulationOptions { Width = width, Height = height, Mode = SourceKind.File, Sticks = SticksOf(parsed.GetValue(sticks)) };
            if (options.Sticks is not null && parsed.GetValue(dense))
                throw new UsageException("--dense: its incidents would stand among the sticks of --sticks. Leave one of them out; --every 97 also gives pictures of new ground.");
            Write(options, parsed.GetValue(seed), parsed.GetValue(seeds), parsed.GetValue(frames), parsed.GetValue(dense) ? null : Math.Max(1, parsed.GetValue(every)),
                parsed.GetRequiredValue(output), report, stopping);
            return Task.CompletedTask;
        }));
        return command;
    }

    private static void Write(
        SimulationOptions options, long seed, int seeds, long frames, int? every, DirectoryInfo output, Action<long> report, CancellationToken stopping)
    {
        var palette = FieldClasses.Colors.ToArray().Select(Rgb.Parse).ToArray();
        Directory.CreateDirectory(Path.Combine(output.FullName, "pictures"));
        Directory.CreateDirectory(Path.Combine(output.FullName, "masks"));
        if (options.Sticks is not null) Directory.CreateDirectory(Path.Combine(output.FullName, "markers"));
        var pairs = new StringBuilder();
        long written = 0;
        for (var s = seed; s < seed + seeds; s++)
        {
            var script = every is null ? DenseScript.For(s, (int)frames) : options.Sticks is null ? FieldScript.Default : FieldScript.None;
            using var scene = new FieldScene(options with { Seed = s, Script = script });
            var pixels = new byte[options.Width * options.Height * 3];
            var classes = new byte[options.Width * options.Height];
            var markers = new byte[options.Sticks is null ? 0 : classes.Length];
            using var picture = Mat.FromPixelData(options.Height, options.Width, MatType.CV_8UC3, pixels);
            for (long n = 0; n < frames; n++, written++)
            {
                stopping.ThrowIfCancellationRequested();
                scene.Render(every is { } step ? n * step : DenseScript.FrameOf(s, (int)n), pixels, classes, markers);
                var name = written.ToString("000000", CultureInfo.InvariantCulture) + ".png";
                Pictures.WritePng(Path.Combine(output.FullName, "pictures", name), picture);
                File.WriteAllBytes(Path.Combine(output.FullName, "masks", name), IndexedPng.Encode(classes, options.Width, options.Height, palette));
                if (markers.Length > 0) File.WriteAllBytes(Path.Combine(output.FullName, "markers", name), IndexedPng.Encode(markers, options.Width, options.Height, MarkerPalette));
                pairs.Append("pictures/").Append(name).Append(" masks/").Append(name).Append('\n');
                report(written + 1);
            }
        }
        File.WriteAllText(Path.Combine(output.FullName, "pairs.txt"), pairs.ToString());
    }

    private static MarkerSticks? SticksOf(string? text) => text switch
    {
        null => null,
        "beside-weeds" => MarkerSticks.BesideWeeds,
        "anywhere" => MarkerSticks.Anywhere,
        _ => MarkerSticks.None,
    };

    private static (int Width, int Height) SizeOf(string text) =>
        text.Split('x') is [var w, var h] && int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(h, NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            ? (width, height)
            : throw new UsageException($"--size {text}: expected WIDTHxHEIGHT, e.g. 960x540.");
}
