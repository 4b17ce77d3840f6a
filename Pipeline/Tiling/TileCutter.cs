using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Tiling;

/// <summary>The way of a camera's picture into tiles: brought to the size that is cut, unless it has it, then tile by tile into the network's input. Keeps its buffers; one
/// thread owns it.</summary>
/// <param name="tile">Receives the pixels of a tile, and normalises them where <paramref name="floats"/> are asked for.</param>
/// <param name="floats">The network's input; null where the graph reads pixels.</param>
internal sealed class TileCutter(ModelManifest manifest, PicturePreparation tile, float[]? floats) : IDisposable
{
    private readonly ModelInput _input = manifest.Input;
    private readonly PictureSize _size = new(manifest.Tiling!.Width, manifest.Tiling.Height);
    private PicturePreparation? _whole; // made for a camera of another size
    private Letterbox? _letterbox;

    /// <returns>Where the camera's picture lies in the one that is cut.</returns>
    public Letterbox Begin(Frame frame) => frame.Size == _size ? LetterboxFor(frame.Size) : _letterbox = Whole.Resize(frame);

    /// <inheritdoc cref="Begin(Frame)"/>
    /// <param name="picture">uint8 BGR; cut by <see cref="Cut(int, int)"/>.</param>
    public Letterbox Begin(Mat picture) => _letterbox = Whole.Resize(picture);

    /// <summary>Of the frame that <see cref="Begin(Frame)"/> got.</summary>
    /// <param name="x">Of the tile's left edge in the picture that is cut.</param>
    /// <param name="y">Of its upper edge.</param>
    /// <returns>The part of the tile that shows the camera's picture; the rest is padding.</returns>
    public Rect Cut(Frame frame, int x, int y) => Cut(frame.Size == _size ? frame.Pixels : Whole.Pixels, x, y);

    /// <inheritdoc cref="Cut(Frame, int, int)"/>
    public Rect Cut(int x, int y) => Cut(Whole.Pixels, x, y);

    public void Dispose() => _whole?.Dispose();

    private PicturePreparation Whole => _whole ??= new PicturePreparation(_input with { Width = _size.Width, Height = _size.Height });

    private Rect Cut(ReadOnlySpan<byte> picture, int x, int y)
    {
        var row = 3 * _input.Width;
        for (var r = 0; r < _input.Height; r++) picture.Slice(3 * (((y + r) * _size.Width) + x), row).CopyTo(tile.Pixels.AsSpan(r * row));
        var content = _letterbox!.Content.Intersect(new Rect(x, y, _input.Width, _input.Height));
        content = new Rect(content.X - x, content.Y - y, content.Width, content.Height);
        if (floats is not null) tile.Normalise(content, floats);
        return content;
    }

    private Letterbox LetterboxFor(PictureSize camera) =>
        _letterbox is { } known && known.InCamera == camera ? known : _letterbox = Letterbox.For(camera, _size, _input.Resize);
}
