using System.Diagnostics;
using SegEdge.Camera;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Tiling;

/// <summary>A network that looks at a large picture through tiles of its input's size, one after the other, and answers with one class map of the whole. One thread owns
/// it.</summary>
internal sealed class TiledNetwork : IDisposable
{
    private readonly BoundNetwork _network;
    private readonly TileCutter _cutter;
    private readonly BlendedHead[] _heads;
    private bool _unfinished;

    /// <param name="network">That gives scores; kept by the caller, as is <paramref name="tile"/>.</param>
    /// <exception cref="ModelException">The manifest's tiling does not go with the network's outputs.</exception>
    public TiledNetwork(ModelManifest manifest, BoundNetwork network, PicturePreparation tile)
    {
        _network = network;
        IBlendableHead[] scores = [.. network.Heads.Cast<IBlendableHead>()];
        Grid = TileGrid.For(manifest, scores.Select(h => h.Tensor));
        _heads = [.. scores.Select((head, i) => new BlendedHead(manifest.Heads[i], head, Grid))];
        _cutter = new TileCutter(manifest, tile, network.Floats);
    }

    public TileGrid Grid { get; }

    /// <summary>One for each head, of the whole picture.</summary>
    public IReadOnlyList<ClassMap> NewMaps() => [.. _heads.Select(h => h.NewMap())];

    /// <inheritdoc cref="SegmentationModel.Segment"/>
    public Letterbox? Segment(Frame frame, Segmentation into, out SegmentationTimings timings)
    {
        if (_unfinished) foreach (var head in _heads) head.Clear();
        _unfinished = true;
        long mark = Stopwatch.GetTimestamp(), preparing = 0, running = 0, decoding = 0;
        var usable = true;
        var letterbox = _cutter.Begin(frame);
        for (var row = 0; row < Grid.Down.Starts.Count; row++)
        {
            for (var column = 0; column < Grid.Across.Starts.Count; column++)
            {
                _cutter.Cut(frame, Grid.Across.Starts[column], Grid.Down.Starts[row]);
                preparing += Lap();
                _network.Run();
                running += Lap();
                foreach (var head in _heads) head.Add(row, column);
                decoding += Lap();
            }
            for (var h = 0; h < _heads.Length; h++) usable &= _heads[h].TryFinish(row, into.Heads[h]);
            decoding += Lap();
        }
        _unfinished = false;
        timings = new SegmentationTimings(Stopwatch.GetElapsedTime(0, preparing), Stopwatch.GetElapsedTime(0, running), Stopwatch.GetElapsedTime(0, decoding));
        return usable ? letterbox : null;

        long Lap()
        {
            var now = Stopwatch.GetTimestamp();
            var took = now - mark;
            mark = now;
            return took;
        }
    }

    public void Dispose() => _cutter.Dispose();
}
