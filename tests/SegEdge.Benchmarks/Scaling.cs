using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Camera;
using SegEdge.Onnx;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Regions;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>How the time of a frame grows: the whole pipeline over the bundled network at several sizes, with several numbers of classes, on several threads. All in turn.</summary>
internal static class Scaling
{
    private const int Pictures = 12, WarmUp = 4;

    private static readonly (int Width, int Height)[] Sizes = [(320, 192), (480, 288), (640, 384), (800, 480), (960, 576), (1280, 768)];

    public static void Run(int rounds)
    {
        using var folder = new TemporaryFolder();
        var field = ModelPackage.Load(Repository.Path("models/field"));
        var input = field.Manifest.Input;
        Grow("pixels of the network's input (and of the picture)", rounds, folder,
            [.. Sizes.Select(s => ((double)s.Width * s.Height, Changed(folder, field, $"{s.Width}x{s.Height}", model => Resize(model, s.Width, s.Height), m => m with { Input = m.Input with { Width = s.Width, Height = s.Height } }), 1))]);
        Grow("classes", rounds, folder,
            [.. ((int[])[2, 4, 8, 16, 32, 64]).Select(c => ((double)c, Changed(folder, field, $"{c}-classes", model => Reclassify(model, c), m => m with { Heads = [m.Heads[0] with { Classes = Classes(c) }] }), 1))]);
        Grow("threads in an operator", rounds, folder, [.. Enumerable.Range(1, Environment.ProcessorCount).Select(t => ((double)t, field, t))]);
    }

    private static void Grow(string what, int rounds, TemporaryFolder folder, IReadOnlyList<(double X, ModelPackage Package, int Threads)> cases)
    {
        var times = cases.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
            foreach (var (i, one) in cases.Index()) times[i].Add(FrameMs(one.Package, new RuntimeOptions { Threads = one.Threads, CompiledFolder = folder.File("compiled") }));
        var points = cases.Select((one, i) => (one.X, Y: times[i].Order().ElementAt(rounds / 2))).ToList();
        Console.WriteLine();
        Console.WriteLine($"Time of a frame by {what}, medians of {rounds} turns of {Pictures} frames");
        foreach (var (x, y) in points) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {x,10:N0}  {y,8:0.00} ms"));
        if (points.Count < 3) return;
        var line = StraightLine.Through(points);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  line: {line.Intercept:0.00} ms + {line.Slope:0.######} ms each, R² {line.RSquared:0.0000}"));
    }

    private static double FrameMs(ModelPackage package, RuntimeOptions runtime)
    {
        var size = new PictureSize(package.Manifest.Input.Width, package.Manifest.Input.Height);
        using var noise = TestFrame.Noise(size.Width, size.Height, 1);
        var picture = noise.Pixels.ToArray();
        using var source = new FilmSource([.. Enumerable.Repeat(picture, WarmUp + Pictures)], size);
        using var model = new SegmentationModel(package, runtime);
        using var metrics = new PipelineMetrics();
        var sink = new Arrivals();
        using var pipeline = new FramePipeline(source, model, new FlagPolicy([], package.Manifest), lane: null, [sink], new PipelineOptions(), new RegionOptions(), metrics, TimeProvider.System, NullLoggerFactory.Instance);
        pipeline.RunAsync(CancellationToken.None).GetAwaiter().GetResult();
        return TimeProvider.System.GetElapsedTime(sink.At[WarmUp - 1], sink.At[^1]).TotalMilliseconds / Pictures;
    }

    private static ModelPackage Changed(TemporaryFolder folder, ModelPackage package, string name, Action<Model> change, Func<ModelManifest, ModelManifest> describe)
    {
        var target = Directory.CreateDirectory(folder.File(name)).FullName;
        var model = OnnxReader.Read(package.ModelPath);
        change(model);
        Shapes.Infer(model);
        var file = Path.Combine(target, package.Manifest.File);
        OnnxWriter.Write(model, file);
        var manifest = describe(package.Manifest) with { Golden = null, Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) };
        File.WriteAllText(Path.Combine(target, ModelPackage.ManifestName), ManifestReader.Write(manifest));
        return ModelPackage.Load(target);
    }

    // All of it is convolutions and Resize by a scale: any multiple of 32 will do.
    private static void Resize(Model model, int width, int height)
    {
        foreach (var node in model.Graph.Nodes)
            foreach (var made in node.Outputs.OfType<Value>()) made.Shape = null;
        model.Graph.FreeInputs.Single().Shape = [1, 3, height, width];
    }

    private static void Reclassify(Model model, int classes)
    {
        var head = model.Graph.Nodes.Last(n => n.OpType == "Conv");
        var (weights, random) = (head.Inputs[1]!, new Random(1));
        var channels = weights.Shape![1].Size!.Value;
        foreach (var node in model.Graph.Nodes.SkipWhile(n => n != head))
            foreach (var made in node.Outputs.OfType<Value>()) made.Shape = null;
        Replace(weights, [classes, channels, 1, 1]);
        Replace(head.Inputs[2]!, [classes]);

        void Replace(Value value, long[] shape)
        {
            var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
            foreach (ref var v in values.AsSpan()) v = random.NextSingle() - 0.5f;
            var replacement = new Value(value.Name, Tensor.Of<float>(values, shape));
            model.Graph.Initializers[model.Graph.Initializers.IndexOf(value)] = replacement;
            model.Graph.ReplaceUses(value, replacement);
        }
    }

    private static ModelClass[] Classes(int count) => [.. Enumerable.Range(0, count).Select(c => new ModelClass($"class{c}", $"#{c:x2}{c:x2}{c:x2}"))];

    private sealed class Arrivals : IResultSink
    {
        public List<long> At { get; } = [];

        public ValueTask FrameAsync(FrameResult result)
        {
            At.Add(TimeProvider.System.GetTimestamp());
            return ValueTask.CompletedTask;
        }
    }
}
