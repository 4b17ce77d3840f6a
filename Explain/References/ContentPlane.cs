namespace SegEdge.Explain;

/// <summary>One channel of the content as a dense row-major plane, whatever the tensor's layout.</summary>
internal static class ContentPlane
{
    /// <param name="plane">Receives content.Area values.</param>
    public static void Read(ReadOnlySpan<float> picture, PictureTensor shape, PixelRect content, int channel, Span<float> plane)
    {
        for (var y = 0; y < content.Height; y++)
        {
            var (at, step) = Row(shape, content, channel, y);
            var row = plane.Slice(y * content.Width, content.Width);
            if (step == 1) picture.Slice(at, content.Width).CopyTo(row);
            else for (var x = 0; x < row.Length; x++, at += step) row[x] = picture[at];
        }
    }

    public static void Write(ReadOnlySpan<float> plane, PictureTensor shape, PixelRect content, int channel, Span<float> picture)
    {
        for (var y = 0; y < content.Height; y++)
        {
            var (at, step) = Row(shape, content, channel, y);
            var row = plane.Slice(y * content.Width, content.Width);
            if (step == 1) row.CopyTo(picture[at..]);
            else for (var x = 0; x < row.Length; x++, at += step) picture[at] = row[x];
        }
    }

    private static (int At, int Step) Row(PictureTensor shape, PixelRect content, int channel, int y)
    {
        var pixel = ((content.Y + y) * shape.Width) + content.X;
        return shape.ChannelsLast
            ? ((pixel * shape.Channels) + channel, shape.Channels)
            : ((channel * shape.Height * shape.Width) + pixel, 1);
    }
}
