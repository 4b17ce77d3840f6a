using System.Buffers;

namespace SegEdge.Explain;

/// <summary>A reference that is made channel by channel.</summary>
public abstract class PlaneReference : IReference
{
    public abstract string Name { get; }

    public void Fill(ReadOnlySpan<float> picture, PictureTensor shape, PixelRect content, Span<float> reference)
    {
        var rented = ArrayPool<float>.Shared.Rent(content.Area); // returned below; Replace keeps no part of it
        try
        {
            var plane = rented.AsSpan(0, content.Area);
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                ContentPlane.Read(picture, shape, content, channel, plane);
                Replace(rented, content, channel);
                ContentPlane.Write(plane, shape, content, channel, reference);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <param name="plane">Rented: the first content.Area values are the channel, row-major; changed in place.</param>
    protected abstract void Replace(float[] plane, PixelRect content, int channel);
}
