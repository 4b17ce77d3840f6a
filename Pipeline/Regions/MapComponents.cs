using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SegEdge.Pipeline.Regions;

/// <summary>Connected components of all classes of a map in one pass, neighbours by side or corner. Keeps its scratch; one thread owns it.</summary>
/// <remarks>Labels runs of a row instead of pixels and joins them by union-find: He, Chao, Suzuki, A Run-Based Two-Scan Labeling Algorithm, IEEE TIP 17(5), 2008.
/// Departs: nobody asks for the labels, so there is no second scan. OpenCV's labelling takes one class at a time, and a wrapper object for each matrix at each call.</remarks>
internal sealed class MapComponents
{
    private readonly List<Component> _components = [];
    private readonly List<int> _parents = [];
    private List<Run> _above = [], _row = [];

    /// <param name="classes">[rows, columns].</param>
    /// <param name="margins">The same, or empty: sums are 0 then.</param>
    /// <returns>In the order of their first places; valid until the next call.</returns>
    public ReadOnlySpan<Component> Find(ReadOnlySpan<byte> classes, ReadOnlySpan<float> margins, int columns)
    {
        _components.Clear();
        _parents.Clear();
        _above.Clear();
        for (var y = 0; y * columns < classes.Length; y++)
        {
            ScanRow(y, classes.Slice(y * columns, columns), margins.IsEmpty ? margins : margins.Slice(y * columns, columns));
            (_above, _row) = (_row, _above);
        }
        return Roots();
    }

    private void ScanRow(int y, ReadOnlySpan<byte> classes, ReadOnlySpan<float> margins)
    {
        _row.Clear();
        var next = 0; // of the runs above, the first that can touch
        for (var x = 0; x < classes.Length;)
        {
            var end = classes[x..].IndexOfAnyExcept(classes[x]) is > 0 and var length ? x + length : classes.Length;
            var run = new Component(classes[x], x, y, end, y + 1, x, end - x, margins.IsEmpty ? 0 : TensorPrimitives.Sum(margins[x..end]));
            _row.Add(new Run(x, end, LabelOf(run, ref next)));
            x = end;
        }
    }

    private int LabelOf(in Component run, ref int next)
    {
        while (next < _above.Count && _above[next].End < run.Left) next++;
        var label = -1;
        for (var i = next; i < _above.Count && _above[i].Start <= run.Right; i++)
        {
            var root = RootOf(_above[i].Label);
            if (_components[root].Class != run.Class || root == label) continue;
            if (label < 0) CollectionsMarshal.AsSpan(_components)[label = root].Join(run);
            else label = Join(label, root);
        }
        if (label >= 0) return label;
        _components.Add(run);
        _parents.Add(_parents.Count);
        return _parents.Count - 1;
    }

    // The older label stays: a root is then always the component's first in reading order.
    private int Join(int one, int other)
    {
        var (older, newer) = one < other ? (one, other) : (other, one);
        var components = CollectionsMarshal.AsSpan(_components);
        components[older].Join(components[newer]);
        return _parents[newer] = older;
    }

    private int RootOf(int label)
    {
        while (_parents[label] != label) label = _parents[label] = _parents[_parents[label]];
        return label;
    }

    private ReadOnlySpan<Component> Roots()
    {
        var components = CollectionsMarshal.AsSpan(_components);
        var count = 0;
        for (var i = 0; i < components.Length; i++)
            if (_parents[i] == i) components[count++] = components[i];
        return components[..count];
    }

    /// <param name="End">One past the last column.</param>
    private readonly record struct Run(int Start, int End, int Label);
}
