using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>Writes <c>masks/HEAD/FRAME.png</c>: indexed, camera resolution, pixel = class index.</summary>
internal sealed class MaskFileSink(DirectoryInfo folder, ModelManifest manifest) : IResultSink
{
    private readonly MaskEncoder _masks = new(manifest);
    private readonly string[] _folders =
        [.. manifest.Heads.Select(h => Directory.CreateDirectory(Path.Combine(folder.FullName, "masks", h.Name)).FullName)];

    public async ValueTask FrameAsync(FrameResult result)
    {
        for (var h = 0; h < _folders.Length; h++)
            await File.WriteAllBytesAsync(Path.Combine(_folders[h], $"{result.Summary.Number:000000}.png"),
                _masks.EncodeForCamera(h, result.Segmentation.Heads[h], result.Letterbox)).ConfigureAwait(false);
    }
}
