using System.Runtime.InteropServices;
using OpenCvSharp;
using SegEdge.Camera;

namespace SegEdge.Pipeline;

/// <summary>One head's answer for one frame, at the output's resolution. Part of a <see cref="Segmentation"/> on loan.</summary>
public sealed class ClassMap
{
    private readonly byte[] _classes;
    private readonly float[] _margins;

    internal ClassMap(string head, PictureSize size, bool hasMargins)
    {
        Head = head;
        Size = size;
        _classes = GC.AllocateUninitializedArray<byte>(size.Pixels, pinned: true);
        _margins = hasMargins ? GC.AllocateUninitializedArray<float>(size.Pixels, pinned: true) : [];
    }

    public string Head { get; }

    public PictureSize Size { get; }

    /// <summary>Class index per pixel, [height, width].</summary>
    public Span<byte> Classes => _classes;

    /// <summary>Log-odds of the best class against the second, in nats, 0 and up, [height, width]. Empty for a model that gives
    /// class indices only.</summary>
    public Span<float> Margins => _margins;

    /// <summary>Both as an explanation's question reads them, without a copy: valid as long as the loan.</summary>
    internal (ReadOnlyMemory<byte> Classes, ReadOnlyMemory<float> Margins) Memory => (_classes, _margins);

    /// <summary>What the graph has counted, if it has.</summary>
    internal ClassCounts Counts { get; } = new(256);

    /// <summary>The classes as an OpenCV matrix: a header only.</summary>
    public Mat AsMat() =>
        Mat.FromPixelData(Size.Height, Size.Width, MatType.CV_8UC1, Marshal.UnsafeAddrOfPinnedArrayElement(_classes, 0));

    internal void CopyTo(ClassMap other)
    {
        _classes.CopyTo(other._classes.AsSpan());
        _margins.CopyTo(other._margins.AsSpan());
        Counts.CopyTo(other.Counts);
    }
}
