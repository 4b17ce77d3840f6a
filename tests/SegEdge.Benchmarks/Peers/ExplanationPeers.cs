using System.Globalization;
using System.Text.Json;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Camera.Simulation;
using SegEdge.EdgeHost.Doctor.Report;
using SegEdge.EdgeHost.Evaluation.Reports;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Benchmarks.Peers;

/// <summary>Grad-CAM by the compiled graph against Grad-CAM in PyTorch, on the same weights, layer and pictures, in turn; and what SegEdge's own method takes.</summary>
internal static class ExplanationPeers
{
    private const int Pictures = 24, Weed = 2;

    public static void Run(int rounds)
    {
        using var folder = new TemporaryFolder();
        var package = ModelPackage.Load(Repository.Path("models/field"));
        var layer = new ModelCompiler(package, new CompiledModels(folder.File("compiled")), "cpu").ActivationLayerOf(0);
        var pictures = Draw(folder, package.Manifest.Input);
        Console.WriteLine($"# Explanation peers\n\n`{package.Manifest.Name}`, {Pictures} simulated pictures, the class weed, layer `{layer}`, one thread, {rounds} turns each.\n");
        var (ours, selected, torch) = (new List<double>(), new List<double>(), new List<double>());
        double agreement = 0, torchMb = 0;
        var version = "";
        for (var round = 0; round < rounds; round++)
        {
            var maps = Directory.CreateDirectory(folder.File("maps")).FullName;
            var said = JsonDocument.Parse(PeerProcess.Run("/usr/bin/python3", [Repository.Path("models/training/peers/grad_cam.py"), Repository.Path("models/field"), pictures, layer, Weed.ToString(CultureInfo.InvariantCulture), "--maps", maps])).RootElement;
            torch.Add(Median(said.GetProperty("milliseconds").EnumerateArray().Select(ms => ms.GetDouble())));
            (torchMb, version) = (said.GetProperty("peakMb").GetDouble(), said.GetProperty("version").GetString()!);
            var (cam, scg, likeness) = Ours(package, folder, pictures, maps);
            ours.Add(cam);
            selected.Add(scg);
            agreement = likeness;
        }
        var table = new MarkdownTable("", "ms a map", "by SegEdge's Grad-CAM in the same turn");
        table.Add("SegEdge, seg-grad-cam by the compiled graph", Text(Median(ours)), "1.00");
        table.Add($"PyTorch {version}, Grad-CAM", Text(Median(torch)), Text(Median(torch.Zip(ours, (t, o) => t / o))));
        table.Add("SegEdge, scg: 16 coalition gradients with selection and certificate", Text(Median(selected)), Text(Median(selected.Zip(ours, (s, o) => s / o))));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table}Mean rank correlation of the two Grad-CAMs over the cells: {agreement:0.000} (SegEdge's score is the log-odds against all other classes, PyTorch's the class's logit). Peak memory of PyTorch's process {torchMb:0} MB, of this one {PeerFigures.PeakMbOfThisProcess():0} MB.\n"));
        var conditions = new MarkdownTable("", "");
        conditions.Add("date", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC");
        foreach (var (key, value) in MachineFacts.Read()) conditions.Add(key, value);
        Console.WriteLine($"## Conditions\n\n{conditions}");
    }

    private static (double GradCam, double Selected, double Agreement) Ours(ModelPackage package, TemporaryFolder folder, string pictures, string maps)
    {
        var runtime = new RuntimeOptions { Threads = 1, CompiledFolder = folder.File("compiled") };
        using var lane = new ExplanationLane(package, runtime, ExplanationLane.OptionsOf(new ExplanationOptions()), TimeProvider.System);
        lane.WarmUp();
        var gradCam = new ClassActivation("seg-grad-cam", everyPlace: false);
        var ask = TargetRequest.Parse("class=weed,region=all");
        var (cam, scg, likeness) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var path in Directory.GetFiles(pictures).Order(StringComparer.Ordinal))
        {
            using var picture = Cv2.ImRead(path);
            var (region, _, grid) = lane.Aim(picture, ask.Resolve, CancellationToken.None);
            gradCam.Explain(region, grid, 0, Unlimited()); // the first call of a picture reads it in
            var start = TimeProvider.System.GetTimestamp();
            var map = gradCam.Explain(region, grid, 0, Unlimited());
            cam.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            likeness.Add(Spearman.Of(map.Cells!, Read(Path.Combine(maps, Path.GetFileNameWithoutExtension(path) + ".f32"))) ?? 0);
            start = TimeProvider.System.GetTimestamp();
            lane.Explain(picture, null, ask.Resolve, null, CancellationToken.None);
            scg.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }
        return (Median(cam), Median(scg), likeness.Average());
    }

    private static ExplainBudget Unlimited() => new(int.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System, null, CancellationToken.None);

    // Only pictures in which the network sees the class: a question about nothing is no question.
    private static string Draw(TemporaryFolder folder, ModelInput input)
    {
        var target = Directory.CreateDirectory(folder.File("pictures")).FullName;
        var (pixels, classes) = (new byte[input.Width * input.Height * 3], new byte[input.Width * input.Height]);
        using var picture = Mat.FromPixelData(input.Height, input.Width, MatType.CV_8UC3, pixels);
        using var scene = new FieldScene(new SimulationOptions { Width = input.Width, Height = input.Height, Mode = SourceKind.File });
        for (var (frame, drawn) = (0L, 0); drawn < Pictures; frame += 7)
        {
            scene.Render(frame, pixels, classes);
            if (classes.Count((byte)Weed) < 400) continue;
            Cv2.ImWrite(Path.Combine(target, $"{drawn++:00}.png"), picture);
        }
        return target;
    }

    private static float[] Read(string path) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
