using SegEdge.Pipeline;
using SegEdge.Pipeline.Compiling;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>What the work around the network costs: inside the graph, or in vectorised C#. The frame has the model's size, so that no resize is in it.</summary>
internal static class DeployedGraphs
{
    public static void Run(int rounds)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in Models.Names)
        {
            if (Models.Find(name, folder) is not { } package) continue;
            var input = package.Manifest.Input;
            using var frame = TestFrame.Noise(input.Width, input.Height, 1);
            var options = new RuntimeOptions { Threads = 1, CompiledFolder = folder.File("compiled") };
            using var plain = BoundNetwork.AsItIs(package, options);
            using var preparation = new PicturePreparation(input);
            preparation.Prepare(frame, plain.Floats);
            var paired = new Paired($"{name}, {input.Width}x{input.Height}, CPU, one thread", rounds).Add("network alone", () => plain.Run());
            var disposables = new List<IDisposable>();
            foreach (var split in (DeployedSplit[])[DeployedSplit.Graph, DeployedSplit.Host, new(true, false), new(false, true)])
            {
                var whole = new Whole(package, split, options, frame);
                disposables.Add(whole);
                paired.Add(split.ToString(), whole.Segment);
            }
            paired.Print();
            foreach (var one in disposables) one.Dispose();
        }
    }

    /// <summary>From a frame to its class maps and their statistics.</summary>
    private sealed class Whole : IDisposable
    {
        private readonly PicturePreparation _preparation;
        private readonly BoundNetwork _network;
        private readonly Segmentation _maps;
        private readonly Summarizer _summarizer;
        private readonly Camera.Frame _frame;

        public Whole(Pipeline.Models.ModelPackage package, DeployedSplit split, RuntimeOptions options, Camera.Frame frame)
        {
            _preparation = new PicturePreparation(package.Manifest.Input);
            _network = split == DeployedSplit.Host ? BoundNetwork.AsItIs(package, options) : BoundNetwork.Deployed(package, split, _preparation.Pixels, options);
            _maps = new SegmentationPool(() => [.. _network.Heads.Select(h => h.NewMap())]).Rent();
            _summarizer = new Summarizer(package.Manifest, "cpu");
            _frame = frame;
        }

        public void Segment()
        {
            var letterbox = _network.Floats is { } floats ? _preparation.Prepare(_frame, floats) : _preparation.Resize(_frame);
            _network.Run();
            for (var h = 0; h < _network.Heads.Count; h++) _network.Heads[h].TryRead(_maps.Heads[h]);
            _summarizer.Summarize(_frame, _maps, letterbox, default);
        }

        public void Dispose()
        {
            _network.Dispose();
            _preparation.Dispose();
        }
    }
}
