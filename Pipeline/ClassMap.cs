using System.Runtime.InteropServices;
using OpenCvSharp;
using SegEdge.Camera;

namespace SegEdge.Pipeline;

/// <summary>One head's answer for one frame, at the output's resolution. Part of a <see cref="Segmentation"/> on loan.</summary>
public sealed class ClassMap
{
    private readonly byte[] _classes;
    private readonly float[] _margins;
    private readonly byte[] _instanceIds;
    private readonly Instance[] _instances;
    private int _instanceCount;

    /// <param name="mostInstances">0 for a head that does not tell objects apart.</param>
    internal ClassMap(string head, PictureSize size, bool hasMargins, int mostInstances = 0)
    {
        Head = head;
        Size = size;
        _classes = GC.AllocateUninitializedArray<byte>(size.Pixels, pinned: true);
        _margins = hasMargins ? GC.AllocateUninitializedArray<float>(size.Pixels, pinned: true) : [];
        _instanceIds = mostInstances > 0 ? new byte[size.Pixels] : [];
        _instances = mostInstances > 0 ? new Instance[mostInstances] : [];
    }

    public string Head { get; }

    public PictureSize Size { get; }

    /// <summary>Class index per pixel, [height, width].</summary>
    public Span<byte> Classes => _classes;

    /// <summary>Log-odds of the best class against the second, in nats, 0 and up, [height, width]. Empty for a model that gives
    /// class indices only.</summary>
    public Span<float> Margins => _margins;

    /// <summary>Whether the head tells objects apart; then every pixel of a class other than 0 belongs to one of <see cref="Instances"/>.</summary>
    public bool HasInstances => _instances.Length > 0;

    /// <summary>Which object is seen at a pixel, [height, width]: 0 for none, else its place in <see cref="Instances"/> plus 1. Empty without <see cref="HasInstances"/>.</summary>
    public ReadOnlySpan<byte> InstanceIds => _instanceIds;

    /// <summary>The frame's objects, the surest first, also those that nothing is seen of.</summary>
    public ReadOnlySpan<Instance> Instances => _instances.AsSpan(0, _instanceCount);

    /// <summary>What a decoder fills.</summary>
    internal Span<byte> IdsToFill => _instanceIds;

    /// <summary>All as an explanation's question reads them, without a copy: valid as long as the loan.</summary>
    internal (ReadOnlyMemory<byte> Classes, ReadOnlyMemory<float> Margins, ReadOnlyMemory<byte> InstanceIds) Memory => (_classes, _margins, _instanceIds);

    /// <summary>What the graph has counted, if it has.</summary>
    internal ClassCounts Counts { get; } = new(256);

    /// <summary>The classes as an OpenCV matrix: a header only.</summary>
    public Mat AsMat() =>
        Mat.FromPixelData(Size.Height, Size.Width, MatType.CV_8UC1, Marshal.UnsafeAddrOfPinnedArrayElement(_classes, 0));

    /// <param name="instances">At most as many as there is room for.</param>
    internal void SetInstances(ReadOnlySpan<Instance> instances)
    {
        instances.CopyTo(_instances);
        _instanceCount = instances.Length;
    }

    internal void CopyTo(ClassMap other)
    {
        _instanceIds.CopyTo(other._instanceIds.AsSpan());
        other.SetInstances(Instances);
        _classes.CopyTo(other._classes.AsSpan());
        _margins.CopyTo(other._margins.AsSpan());
        Counts.CopyTo(other.Counts);
    }
}
