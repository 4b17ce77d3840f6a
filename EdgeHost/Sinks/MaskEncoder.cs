using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>Class maps as indexed PNGs in the manifest's colours. One thread uses it.</summary>
internal sealed class MaskEncoder(ModelManifest manifest)
{
    private readonly Rgb[][] _palettes = [.. manifest.Heads.Select(h => h.Classes.Select(c => Rgb.Parse(c.Color)).ToArray())];
    private byte[] _scratch = [];

    /// <summary>At the map's own resolution, without the letterbox's padding: the mask covers the picture and nothing else.</summary>
    public byte[] Encode(int head, ClassMap map, Letterbox letterbox)
    {
        var content = letterbox.ContentIn(map.Size);
        if (content.Width == map.Size.Width && content.Height == map.Size.Height)
            return IndexedPng.Encode(map.Classes, map.Size.Width, map.Size.Height, _palettes[head]);

        var cropped = Scratch(content.Width * content.Height);
        for (var y = 0; y < content.Height; y++)
            map.Classes.Slice(((content.Y + y) * map.Size.Width) + content.X, content.Width).CopyTo(cropped[(y * content.Width)..]);
        return IndexedPng.Encode(cropped, content.Width, content.Height, _palettes[head]);
    }

    /// <summary>At the camera's resolution, nearest pixel.</summary>
    public byte[] EncodeForCamera(int head, ClassMap map, Letterbox letterbox)
    {
        var pixels = Scratch(letterbox.InCamera.Pixels);
        letterbox.MapToCamera(map, pixels);
        return IndexedPng.Encode(pixels, letterbox.InCamera.Width, letterbox.InCamera.Height, _palettes[head]);
    }

    private Span<byte> Scratch(int length)
    {
        if (_scratch.Length < length) _scratch = new byte[length];
        return _scratch.AsSpan(0, length);
    }
}
