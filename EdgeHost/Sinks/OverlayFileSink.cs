using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>Writes <c>overlay/FRAME.jpg</c>: the picture with its classes over it.</summary>
internal sealed class OverlayFileSink(DirectoryInfo folder, ModelManifest manifest) : IResultSink, IDisposable
{
    private const int Quality = 88;

    private readonly string _folder = Directory.CreateDirectory(Path.Combine(folder.FullName, "overlay")).FullName;
    private readonly Overlay _overlay = new(manifest);

    public async ValueTask FrameAsync(FrameResult result)
    {
        var drawn = _overlay.Draw(result.Frame, result.Segmentation, result.Letterbox);
        await File.WriteAllBytesAsync(Path.Combine(_folder, $"{result.Summary.Number:000000}.jpg"),
            Pictures.Jpeg(drawn, drawn.Width, Quality)).ConfigureAwait(false);
    }

    public void Dispose() => _overlay.Dispose();
}
