using SegEdge.Camera;

namespace SegEdge.Benchmarks;

/// <summary>Pictures from memory, as fast as they are taken: no decoding is in the figures.</summary>
/// <param name="film">uint8 BGR, each of that size.</param>
internal sealed class FilmSource(IReadOnlyList<byte[]> film, PictureSize size) : IFrameSource
{
    private int _next;

    public string Name => "film";

    public SourceKind Kind => SourceKind.File;

    public PictureSize Size => size;

    public double? FramesPerSecond => null;

    public long? Length => film.Count;

    public ReadOutcome Read(Frame frame, CancellationToken stopping)
    {
        if (_next == film.Count) return ReadOutcome.End;
        frame.Resize(size);
        film[_next++].CopyTo(frame.Pixels);
        return ReadOutcome.Picture;
    }

    public void Dispose()
    {
    }
}
