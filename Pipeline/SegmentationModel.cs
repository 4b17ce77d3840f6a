using System.Diagnostics;
using SegEdge.Camera;
using SegEdge.Onnx;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Tiling;

namespace SegEdge.Pipeline;

/// <summary>A loaded model that turns frames into class maps. One thread at a time owns it.</summary>
public sealed class SegmentationModel : IDisposable
{
    private readonly BoundNetwork _network;
    private readonly PicturePreparation _preparation;
    private readonly TiledNetwork? _tiles; // null: one run a frame

    /// <summary>On the provider that is wanted, unproven; <see cref="ProviderLadder"/> is for what shall serve.</summary>
    /// <exception cref="ModelException">The file cannot be loaded or run, or the manifest disagrees with it; all reasons listed.</exception>
    /// <exception cref="EngineMissingException">TensorRT is wanted, and its engine must be built first.</exception>
    public SegmentationModel(ModelPackage package, RuntimeOptions options)
    {
        Package = package;
        Provider = ProviderChoice.Configured(options.Provider);
        _preparation = new PicturePreparation(Manifest.Input);
        try
        {
            _network = Open(options);
            if (Manifest.Tiling is not null) _tiles = new TiledNetwork(Manifest, _network, _preparation);
        }
        catch
        {
            _network?.Dispose();
            _preparation.Dispose();
            throw;
        }
        Maps = new SegmentationPool(() => _tiles?.NewMaps() ?? [.. _network.Heads.Select(h => h.NewMap())]);
    }

    public ModelPackage Package { get; }

    public ModelManifest Manifest => Package.Manifest;

    public ProviderChoice Provider { get; internal init; }

    /// <summary>The engine that is to be built and take over; null where nothing better is on its way.</summary>
    public EngineOrder? Pending { get; internal init; }

    /// <summary>Of the tiles that a picture is cut into; null where it is one run.</summary>
    internal TileGrid? Grid => _tiles?.Grid;

    /// <summary>The file that runs.</summary>
    internal string GraphPath => _network.GraphPath;

    /// <summary>What the graph does beside the network, and why so.</summary>
    public SplitChoice Split { get; private set; } = new(DeployedSplit.Host, "");

    /// <summary>Where this model's class maps are rented.</summary>
    public SegmentationPool Maps { get; }

    /// <summary>One pass over one frame; where the manifest has a <see cref="ModelTiling"/>, one over each of its tiles.</summary>
    /// <param name="into">Rented from <see cref="Maps"/>; filled, and kept by the caller.</param>
    /// <param name="timings">How long each part took.</param>
    /// <returns>Where the picture lay in the model's input; null if the scores held NaN or infinity, and the maps must not be used.</returns>
    public Letterbox? Segment(Frame frame, Segmentation into, out SegmentationTimings timings)
    {
        var letterbox = Run(frame, into, outputs: 0, out timings);
        return letterbox is not null && TryRead(outputs: 0, into, ref timings) ? letterbox : null;
    }

    /// <summary>The network once more over the picture that was segmented last, and nothing around it: what a pipeline's rate is held against.</summary>
    public void RunNetwork() => _network.Run();

    /// <summary>The first half of <see cref="Segment"/>: the scores wait to be read.</summary>
    /// <param name="into">Filled at once where there are tiles, whose scores are blended one by one.</param>
    /// <param name="outputs">0 or 1: which set of outputs is filled; the other one may be read meanwhile, by another thread.</param>
    /// <returns>As <see cref="Segment"/>.</returns>
    internal Letterbox? Run(Frame frame, Segmentation into, int outputs, out SegmentationTimings timings)
    {
        if (_tiles is not null) return _tiles.Segment(frame, into, out timings);
        var start = Stopwatch.GetTimestamp();
        var letterbox = _network.Floats is { } floats ? _preparation.Prepare(frame, floats) : _preparation.Resize(frame);
        var prepared = Stopwatch.GetTimestamp();
        _network.Run(outputs);
        timings = new SegmentationTimings(Stopwatch.GetElapsedTime(start, prepared), Stopwatch.GetElapsedTime(prepared), TimeSpan.Zero);
        return letterbox;
    }

    /// <summary>The second half: before that set of outputs is filled again.</summary>
    /// <param name="timings">Of the first half; the time of this one is added.</param>
    /// <returns>False if the scores held NaN or infinity, and the maps must not be used.</returns>
    internal bool TryRead(int outputs, Segmentation into, ref SegmentationTimings timings)
    {
        if (_tiles is not null) return true;
        var start = Stopwatch.GetTimestamp();
        var heads = _network.HeadsOf(outputs);
        var usable = true;
        for (var i = 0; i < heads.Count; i++) usable &= heads[i].TryRead(into.Heads[i]);
        timings = timings with { Decoding = Stopwatch.GetElapsedTime(start) };
        return usable;
    }

    public void Dispose()
    {
        _tiles?.Dispose();
        _network.Dispose();
        _preparation.Dispose();
    }

    private BoundNetwork Open(RuntimeOptions options)
    {
        Split = SplitChoice.For(options, Manifest);
        if (Split.Split == DeployedSplit.Host) return BoundNetwork.AsItIs(Package, options);
        try
        {
            return BoundNetwork.Deployed(Package, Split.Split, _preparation.Pixels, options);
        }
        catch (ModelException e) when (e.InnerException is OnnxException refused && options.Split == "auto")
        {
            // The host can do the same work for any model that ONNX Runtime runs; the choice says what happened.
            Split = new SplitChoice(DeployedSplit.Host, $"the compiler refused: {refused.Message}");
            return BoundNetwork.AsItIs(Package, options);
        }
    }
}
