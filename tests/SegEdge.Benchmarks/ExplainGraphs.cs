using Microsoft.ML.OnnxRuntime;
using SegEdge.Explain;
using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>What K coalition gradients cost beside K plain forward passes of the same batch.</summary>
internal static class ExplainGraphs
{
    private static readonly CellCount Cells = new(20, 12);

    public static void Run(int rounds)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in Models.Names)
        {
            if (Models.Find(name, folder) is not { } package) continue;
            var options = new RuntimeOptions { Threads = 1, CompiledFolder = folder.File("compiled") };
            using var graph = new ExplainGraph(package, 0, Cells, options);
            var batched = folder.File($"{name}-batched.onnx");
            var model = OnnxReader.Read(package.ModelPath);
            new UpgradeOpset().Apply(model);
            new SetBatch(Onnx.Dim.Named("batch")).Apply(model);
            OnnxWriter.Write(model, batched);
            using var plain = ExecutionProviders.Open(batched, options);
            foreach (var k in (int[])[1, 8])
            {
                using var forward = new Forward(plain, package.Manifest, k);
                Call call = new(graph, k), one = new(graph, 1);
                new Paired($"{name}, K = {k}, CPU, one thread", k == 1 ? rounds : Math.Max(5, rounds / 4))
                    .Add($"network alone, batch {k}", forward.Run)
                    .Add($"explain graph, {k} coalitions", call.Run)
                    .Add($"explain graph, {k} calls of one", () => { for (var i = 0; i < k; i++) one.Run(); })
                    .Print();
            }
        }
    }

    private sealed class Forward(InferenceSession session, ModelManifest manifest, int k) : IDisposable
    {
        private readonly RunOptions _options = new();
        private readonly OrtValue _picture = Picture(manifest.Input, k);

        // Only the head that is asked about: what the explain graph computes too.
        public void Run()
        {
            using var outputs = session.Run(_options, [manifest.Input.Name], [_picture], [manifest.Heads[0].Output]);
        }

        public void Dispose()
        {
            _picture.Dispose();
            _options.Dispose();
        }

        private static OrtValue Picture(ModelInput input, int k)
        {
            var random = new Random(1);
            var values = new float[k * 3 * input.Height * input.Width];
            for (var i = 0; i < values.Length; i++) values[i] = random.NextSingle();
            return OrtValue.CreateTensorValueFromMemory(values, input.Layout == TensorLayout.Nchw ? [k, 3, input.Height, input.Width] : [k, input.Height, input.Width, 3]);
        }
    }

    private sealed class Call
    {
        private readonly ExplainGraph _graph;
        private readonly Enlargement _soft;
        private readonly float[] _picture, _references, _coalitions, _scores, _slopes;
        private readonly ExplainQuestion _question;
        private readonly CoalitionAsk[] _asks;

        public Call(ExplainGraph graph, int k)
        {
            var random = new Random(2);
            _graph = graph;
            var (width, height) = (graph.Input.Width, graph.Input.Height);
            _soft = Enlargement.Soft(new CellGrid(new PixelRect(0, 0, width, height), graph.Cells), new PictureTensor(3, height, width, graph.Input.Layout == TensorLayout.Nhwc));
            _picture = new float[3 * height * width];
            foreach (ref var value in _picture.AsSpan()) value = random.NextSingle();
            _references = new float[_picture.Length];
            _coalitions = new float[k * graph.Cells.Rows * graph.Cells.Columns];
            for (var i = 0; i < _coalitions.Length; i++) _coalitions[i] = random.NextSingle();
            (_scores, _slopes, _asks) = (new float[k], new float[_coalitions.Length], new CoalitionAsk[k]);
            var region = new float[graph.Height * graph.Width];
            Array.Fill(region, 1f / region.Length);
            float[] target = new float[graph.Classes], foil = new float[graph.Classes];
            Array.Fill(foil, 1);
            (target[1], foil[1]) = (1, 0);
            _question = new ExplainQuestion(region, target, foil);
        }

        public void Run() => _graph.Run(_picture, _references, _soft, [_question], _coalitions, _asks, _scores, _slopes);
    }
}
