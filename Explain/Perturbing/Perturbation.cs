using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>Mixes a frame x with a reference b. Both are in the model's normalised units: normalising is affine, so the mixture of
/// normalised pictures is the normalised mixture. s = 1 gives x and s = 0 gives b, bit by bit.</summary>
public static class Perturbation
{
    /// <summary>x_s = s x + (1 - s) b.</summary>
    /// <param name="mask">s per pixel, 0..1, row-major [Height, Width].</param>
    /// <param name="mixed">Receives the picture in the layout of <paramref name="shape"/>.</param>
    public static void Mix(
        ReadOnlySpan<float> picture, ReadOnlySpan<float> reference, ReadOnlySpan<float> mask, PictureTensor shape, Span<float> mixed)
    {
        var plane = shape.Height * shape.Width;
        if (shape.ChannelsLast)
        {
            MixInterleaved(picture, reference, mask, shape.Channels, mixed);
            return;
        }
        for (var c = 0; c < shape.Channels; c++)
        {
            var at = c * plane;
            TensorPrimitives.Lerp(reference.Slice(at, plane), picture.Slice(at, plane), mask, mixed.Slice(at, plane));
        }
    }

    /// <summary>Repeats s once per channel, a few pixels at a time, so that both layouts share one vector loop.</summary>
    private static void MixInterleaved(
        ReadOnlySpan<float> picture, ReadOnlySpan<float> reference, ReadOnlySpan<float> mask, int channels, Span<float> mixed)
    {
        var chunk = Math.Max(1, 1024 / channels); // pixels; 4 KB of stack
        Span<float> repeated = stackalloc float[chunk * channels];
        for (var start = 0; start < mask.Length; start += chunk)
        {
            var pixels = mask.Slice(start, Math.Min(chunk, mask.Length - start));
            for (int i = 0, at = 0; i < pixels.Length; i++)
                for (var c = 0; c < channels; c++, at++) repeated[at] = pixels[i];
            var (from, length) = (start * channels, pixels.Length * channels);
            TensorPrimitives.Lerp(
                reference.Slice(from, length), picture.Slice(from, length), repeated[..length], mixed.Slice(from, length));
        }
    }

    /// <summary>Copies one rectangle of every channel: a hard mask, without touching the rest of the picture.</summary>
    public static void CopyRect(ReadOnlySpan<float> from, Span<float> to, PictureTensor shape, PixelRect rect)
    {
        var (planes, perPixel) = shape.ChannelsLast ? (1, shape.Channels) : (shape.Channels, 1);
        for (var c = 0; c < planes; c++)
        {
            for (var y = rect.Y; y < rect.Bottom; y++)
            {
                var at = ((c * shape.Height * shape.Width) + (y * shape.Width) + rect.X) * perPixel;
                from.Slice(at, rect.Width * perPixel).CopyTo(to[at..]);
            }
        }
    }
}
