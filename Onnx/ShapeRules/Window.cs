namespace SegEdge.Onnx.ShapeRules;

/// <summary>A window that moves over the spatial axes: the attributes that convolutions and poolings share.</summary>
internal sealed class Window
{
    private readonly Inference _i;
    private readonly long[] _strides;
    private readonly long[] _dilations;
    private readonly long[] _pads;
    private readonly string _autoPad;

    public Window(Inference i, int rank)
    {
        _i = i;
        _strides = Attribute("strides", rank, 1, least: 1);
        _dilations = Attribute("dilations", rank, 1, least: 1);
        _autoPad = i.Node.Text("auto_pad", "NOTSET");
        _pads = _autoPad == "NOTSET" ? Attribute("pads", 2 * rank, 0, least: long.MinValue) : new long[2 * rank];
    }

    public long Stride(int axis) => _strides[axis];

    public bool IsSame => _autoPad is "SAME_UPPER" or "SAME_LOWER";

    /// <summary>Before and after together.</summary>
    public long Pads(int axis) => _pads[axis] + _pads[axis + _strides.Length];

    /// <summary>Of a window with its dilation.</summary>
    public Dim Extent(int axis, Dim kernel) => kernel.Size is { } k ? ((k - 1) * _dilations[axis]) + 1 : Dim.Unknown;

    /// <summary>How often the window fits.</summary>
    /// <param name="ceiling">Whether a window that hangs over the end counts, as long as it begins before the end.</param>
    public Dim Fits(int axis, Dim size, Dim kernel, bool ceiling = false)
    {
        var stride = Stride(axis);
        if (IsSame) return stride == 1 ? size : size.Size is { } whole ? (whole + stride - 1) / stride : Dim.Unknown;
        if (Extent(axis, kernel).Size is not { } extent) return Dim.Unknown;
        // Also a size that nobody knows stays what it is if padding makes up for the window.
        if (stride == 1 && Pads(axis) == extent - 1) return size;
        if (size.Size is not { } known) return Dim.Unknown;
        var room = known + Pads(axis) - extent;
        if (room < 0)
            throw _i.Error($"a window of {extent} on {known} elements padded by {Pads(axis)}, spatial axis {axis}", "a window that fits");
        var count = (room + (ceiling ? stride - 1 : 0)) / stride;
        if (ceiling && count * stride >= known + _pads[axis]) count--;
        return count + 1;
    }

    private long[] Attribute(string name, int length, long otherwise, long least)
    {
        var values = _i.Node.Ints(name);
        if (values is null or []) return [.. Enumerable.Repeat(otherwise, length)];
        if (values.Length != length) throw _i.Error($"{name} [{string.Join(", ", values)}]", $"{length} numbers");
        return values.Min() >= least ? values : throw _i.Error($"{name} [{string.Join(", ", values)}]", $"numbers of {least} and more");
    }
}
