using OpenCvSharp;
using SegEdge.Explain;
using SegEdge.Pipeline.Golden;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Tiling;

/// <summary>Questions about pictures that are segmented tile by tile. An explanation is about one run of the network: of the runs that made the mask it is the one whose tile
/// had most to say about the region, and the part of the region within that tile. One thread owns it.</summary>
/// <param name="picture">Receives the tile's normalised pixels; the runner's input.</param>
/// <param name="classes">Class names of each head.</param>
internal sealed class TileQuestions(
    ModelPackage package, RuntimeOptions options, OrtGraphRunner runner, float[] picture, IReadOnlyList<IReadOnlyList<string>> classes) : IDisposable
{
    private readonly TileGrid _grid = TileGrid.For(package.Manifest, runner.Outputs);
    private readonly PicturePreparation _tile = new(package.Manifest.Input);
    private TileCutter? _cutter;
    private SegmentationModel? _model; // for pictures that come without their class maps

    /// <summary>Aims at a question, and fills the picture with the tile that it is asked of.</summary>
    /// <param name="whole">uint8 BGR at the camera's size.</param>
    /// <param name="segmentation">Of that picture; null: it is segmented here.</param>
    /// <param name="ask">Gets readings of the whole class maps.</param>
    /// <returns>The target and the content in pixels of the tile, and the tile in pixels of the picture that is cut.</returns>
    /// <exception cref="ExplainException">The question does not fit the picture.</exception>
    public (Target Target, PixelRect Content, PixelRect Tile) Ask(Mat whole, Segmentation? segmentation, Func<IReadOnlyList<HeadReading>, Target> ask)
    {
        using var made = segmentation is null ? Segment(whole) : null;
        var asked = ask([.. classes.Select((names, h) => Reading(h, names, (segmentation ?? made!).Heads[h]))]);

        var output = runner.Outputs[asked.OutputIndex];
        TileAxis across = _grid.Across.At(output.Width), down = _grid.Down.At(output.Height);
        var (row, column) = RegionTile.Of(asked.Region, across, down);
        var part = RegionTile.Within(asked.Region, across.Starts[column], down.Starts[row], output.Width, output.Height);
        var target = new Target(asked.OutputIndex, output, classes[asked.OutputIndex], asked.ClassIndex, asked.FoilIndex, part);

        _cutter ??= new TileCutter(package.Manifest, _tile, picture);
        _cutter.Begin(whole);
        var (x, y) = (_grid.Across.Starts[column], _grid.Down.Starts[row]);
        var content = _cutter.Cut(x, y);
        return (target, new PixelRect(content.X, content.Y, content.Width, content.Height), new PixelRect(x, y, _grid.Across.Tile, _grid.Down.Tile));
    }

    public void Dispose()
    {
        _model?.Dispose();
        _cutter?.Dispose();
        _tile.Dispose();
    }

    private HeadReading Reading(int head, IReadOnlyList<string> names, ClassMap map) =>
        new(head, runner.Outputs[head] with { Height = map.Size.Height, Width = map.Size.Width }, names, map.Memory.Classes, map.Memory.Margins);

    private Segmentation Segment(Mat whole)
    {
        _model ??= new SegmentationModel(package, options);
        var segmentation = _model.Maps.Rent();
        if (_model.Segment(GoldenPicture.FrameOf(whole), segmentation, out _) is not null) return segmentation;
        segmentation.Dispose();
        throw new ExplainException($"{package.ModelPath}: the scores hold NaN or infinity; check the manifest's mean, std and scale.");
    }
}
