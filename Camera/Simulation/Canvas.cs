using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>The picture under work and its truth; both owned by the caller of <see cref="FieldScene"/>.</summary>
internal readonly unsafe struct Canvas(byte* bgr, byte* classes, int width, int height)
{
    public readonly byte* Bgr = bgr;
    public readonly byte* Classes = classes;
    public readonly int Width = width, Height = height;

    /// <summary>Lays a sprite over the picture.</summary>
    /// <param name="column">Where its foot goes.</param>
    /// <param name="lean">Columns that the top moves per row of height: wind.</param>
    /// <param name="gain">BGR factor on its colours, at most 1.99: cloud shadow, haze.</param>
    /// <param name="veil">BGR 0..255 added where it is: haze.</param>
    public void Draw(Sprite sprite, float column, float row, float scale, float lean, Vector3 gain, Vector3 veil, byte label)
    {
        var top = row - sprite.AnchorY * scale;
        var firstY = Math.Max(0, (int)MathF.Ceiling(top));
        var endY = Math.Min(Height, (int)(top + (sprite.Height - 1) * scale));
        if (endY <= firstY) return;
        var inverse = 1 / scale;
        var step = (int)(65536 * inverse);
        uint gainB = (uint)(gain.X * 256), gainG = (uint)(gain.Y * 256), gainR = (uint)(gain.Z * 256);
        uint veilB = (uint)veil.X, veilG = (uint)veil.Y, veilR = (uint)veil.Z;
        const uint Two = 0x00FF00FF;
        fixed (uint* pixels = sprite.Pixels)
            for (var y = firstY; y < endY; y++)
            {
                var v = (y - top) * inverse;
                var line = (int)v;
                var (spanA, spanB) = (sprite.Spans[line], sprite.Spans[line + 1]);
                int first = spanA.First, end = spanA.End;
                if (spanB.End > 0)
                    (first, end) = end == 0 ? (spanB.First, spanB.End) : (Math.Min(first, spanB.First), Math.Max(end, spanB.End));
                if (end == 0) continue;
                var left = column - sprite.AnchorX * scale + lean * (row - y);
                var firstX = Math.Max(0, (int)MathF.Ceiling(left + first * scale));
                var endX = Math.Min(Width, (int)(left + end * scale));
                var fy = (uint)((v - line) * 256);
                var x16 = (int)((firstX - left) * inverse * 65536);
                var last = (sprite.Width - 1) << 16;
                var upper = pixels + line * sprite.Width;
                var lower = upper + sprite.Width;
                var to = Bgr + (y * Width + firstX) * 3;
                var classOf = Classes + y * Width + firstX;
                for (var x = firstX; x < endX && x16 < last; x++, x16 += step, to += 3, classOf++)
                {
                    var at = x16 >> 16;
                    uint a = upper[at], b = upper[at + 1], c = lower[at], d = lower[at + 1];
                    if ((a | b | c | d) < 0x01000000) continue; // alpha is the top byte: all four are empty
                    // Two channels per multiplication; the carries between them are masked away.
                    var fx = (uint)(x16 >> 8) & 255;
                    var evenUp = ((a & Two) * (256 - fx) + (b & Two) * fx) >> 8 & Two;
                    var oddUp = ((a >> 8 & Two) * (256 - fx) + (b >> 8 & Two) * fx) >> 8 & Two;
                    var evenLow = ((c & Two) * (256 - fx) + (d & Two) * fx) >> 8 & Two;
                    var oddLow = ((c >> 8 & Two) * (256 - fx) + (d >> 8 & Two) * fx) >> 8 & Two;
                    var even = (evenUp * (256 - fy) + evenLow * fy) >> 8 & Two;
                    var odd = (oddUp * (256 - fy) + oddLow * fy) >> 8 & Two;
                    var alpha = odd >> 16;
                    var rest = 255 - alpha;
                    to[0] = Sum((even & 255) * gainB + alpha * veilB + to[0] * rest);
                    to[1] = Sum((odd & 255) * gainG + alpha * veilG + to[1] * rest);
                    to[2] = Sum((even >> 16) * gainR + alpha * veilR + to[2] * rest);
                    if (alpha >= 128) *classOf = label;
                }
            }
    }

    private static byte Sum(uint value256) => (byte)Math.Min((value256 + 128) >> 8, 255);

    /// <summary>Lays pixels of the picture's own scale over it, as <see cref="MeshRasterizer.Resolve"/> made them.</summary>
    public void Draw(ReadOnlySpan<uint> pixels, int left, int top, int width, int height, Vector3 gain, Vector3 veil, byte label)
    {
        uint gainB = (uint)(gain.X * 256), gainG = (uint)(gain.Y * 256), gainR = (uint)(gain.Z * 256);
        uint veilB = (uint)veil.X, veilG = (uint)veil.Y, veilR = (uint)veil.Z;
        for (var y = Math.Max(0, -top); y < height && y + top < Height; y++)
            for (var x = Math.Max(0, -left); x < width && x + left < Width; x++)
            {
                var from = pixels[y * width + x];
                if (from == 0) continue;
                var alpha = from >> 24;
                var to = Bgr + ((y + top) * Width + x + left) * 3;
                to[0] = Sum((from & 255) * gainB + alpha * veilB + to[0] * (255 - alpha));
                to[1] = Sum((from >> 8 & 255) * gainG + alpha * veilG + to[1] * (255 - alpha));
                to[2] = Sum((from >> 16 & 255) * gainR + alpha * veilR + to[2] * (255 - alpha));
                if (alpha >= 128) Classes[(y + top) * Width + x + left] = label;
            }
    }
}
