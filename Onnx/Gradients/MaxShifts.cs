namespace SegEdge.Onnx.Gradients;

/// <summary>A max pool's windows as T = span / stride (rounded up) layers per axis: in layer t every pixel p of a grid of
/// stride * (windows + T - 1) pixels belongs to one window, number p / stride - t. Along an axis of stride 1 nothing depends on its
/// size.</summary>
internal sealed class MaxShifts
{
    private readonly GraphBuilder _b;
    private readonly Window _window;
    private readonly ElementType _type;
    private readonly long[] _layers;

    public MaxShifts(GraphBuilder b, Window window, ElementType type)
    {
        (_b, _window, _type) = (b, window, type);
        _layers = [.. Axes.Select(i => (window.Span(i) + window.Strides[i] - 1) / window.Strides[i])];
        IEnumerable<long[]> shifts = [[]];
        foreach (var i in Axes)
        {
            var along = Range(_layers[i]).Where(t => Inside(i, t).Contains(true)).ToList();
            shifts = [.. shifts.SelectMany(shift => along.Select(t => (long[])[.. shift, t]))];
        }
        All = [.. shifts];
    }

    /// <summary>One number t per axis for each layer in which some pixel is inside its window.</summary>
    public IReadOnlyList<long[]> All { get; }

    private IEnumerable<int> Axes => Enumerable.Range(0, _window.Rank);

    /// <summary>The input on the grid, with what is smaller than everything around it.</summary>
    public Value Lay(Value x)
    {
        long[] end = [.. Axes.Select(End)];
        if (end.Any(e => e < 0)) x = _b.Slice(x, new long[_window.Rank], [.. end.Select(e => e < 0 ? e : long.MaxValue)], SpatialAxes());
        return Pad(x, _window.Begin, [.. end.Select(e => Math.Max(e, 0))], double.NegativeInfinity);
    }

    /// <summary>The gradient on the grid back in the input's shape.</summary>
    public Value Lift(Value dx)
    {
        long[] end = [.. Axes.Select(End)];
        dx = Cut(dx, _window.Begin, [.. end.Select(e => Math.Max(e, 0))]);
        return Pad(dx, new long[_window.Rank], [.. end.Select(e => Math.Max(-e, 0))], 0);
    }

    /// <summary>The part of the grid that windows cover in a layer: stride * windows pixels.</summary>
    public Value Under(Value grid, long[] shift) => Cut(grid, Before(shift), After(shift));

    /// <summary>The reverse of <see cref="Under"/>, with zeros around.</summary>
    public Value At(long[] shift, Value part) => Pad(part, Before(shift), After(shift), 0);

    /// <summary>Zeros where, in a layer, a pixel is not inside its window: behind its end or between dilated taps.</summary>
    public Value Within(long[] shift, Value isMax)
    {
        foreach (var i in Axes)
        {
            var inside = Inside(i, shift[i]);
            if (!inside.Contains(false)) continue;
            var row = Range(_window.Count(i)).SelectMany(_ => inside).Select(v => v ? 1.0 : 0).ToArray();
            long[] shape = [.. Enumerable.Repeat(1L, _window.Rank + 2)];
            shape[i + 2] = row.Length;
            isMax = _b.Mul(isMax, _b.Const(Tensor.FromDoubles(_type, row, shape)));
        }
        return isMax;
    }

    /// <summary>How many pixels of each window are set, in one layer.</summary>
    public Value CountPerWindow(Value isMax) => _window.IsEveryPosition ? isMax : _b.Mul(
        _b.Op("AveragePool", [isMax], Attribute.Of("kernel_shape", _window.Strides), Attribute.Of("strides", _window.Strides)),
        _b.Const(Tensor.Scalar(_type, _window.Strides.Aggregate(1L, (a, s) => a * s))));

    /// <summary>For each pixel of a cell of one stride, whether it is inside a window that begins t cells before.</summary>
    private bool[] Inside(int i, long t) => [.. Range(_window.Strides[i]).Select(r => (t * _window.Strides[i]) + r)
        .Select(offset => offset % _window.Dilations[i] == 0 && offset / _window.Dilations[i] < _window.Kernel[i])];

    /// <summary>Pixels from the input's end to the grid's; negative where no window reaches the input's end.</summary>
    private long End(int i) => _window.Strides[i] == 1
        ? _window.End[i]
        : (_window.Strides[i] * (_window.Count(i) + _layers[i] - 1)) - _window.Size(i) - _window.Begin[i];

    private long[] Before(long[] shift) => [.. Axes.Select(i => shift[i] * _window.Strides[i])];

    private long[] After(long[] shift) => [.. Axes.Select(i => (_layers[i] - 1 - shift[i]) * _window.Strides[i])];

    private Value Pad(Value x, long[] begin, long[] end, double with) => begin.Concat(end).All(p => p == 0) ? x
        : _b.Op("Pad", x, _b.Ints([.. Window.Spatial(begin), .. Window.Spatial(end)]), _b.Const(Tensor.Scalar(_type, with)));

    private Value Cut(Value x, long[] begin, long[] end) => begin.Concat(end).All(p => p == 0) ? x
        : _b.Slice(x, begin, [.. end.Select(e => e == 0 ? long.MaxValue : -e)], SpatialAxes());

    private long[] SpatialAxes() => [.. Axes.Select(i => i + 2L)];

    private static IEnumerable<long> Range(long count) => Enumerable.Range(0, (int)count).Select(i => (long)i);
}
