using System.Collections;
using System.Runtime.CompilerServices;

namespace SegEdge.Onnx;

/// <summary>The dimensions of a tensor, outermost first; open ones allowed. A value of unknown rank has no shape at all (null).</summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public sealed class Shape : IReadOnlyList<Dim>, IEquatable<Shape>
{
    private readonly Dim[] _dims;

    private Shape(Dim[] dims) => _dims = dims;

    public static Shape Scalar { get; } = new([]);

    public int Rank => _dims.Length;

    int IReadOnlyCollection<Dim>.Count => Rank;

    public Dim this[int axis] => _dims[axis < 0 ? axis + Rank : axis];

    public bool IsStatic => Array.TrueForAll(_dims, d => d.Size is not null);

    /// <summary>Number of elements; null unless every dimension is known, or if it does not fit.</summary>
    public long? Elements
    {
        get
        {
            if (!IsStatic) return null;
            if (_dims.Contains(0)) return 0;
            long product = 1;
            foreach (var d in _dims)
            {
                if (d.Size!.Value > long.MaxValue / product) return null;
                product *= d.Size.Value;
            }
            return product;
        }
    }

    public static Shape Of(ReadOnlySpan<Dim> dims) => dims.IsEmpty && Scalar is not null ? Scalar : new Shape(dims.ToArray());

    public static Shape Of(IEnumerable<Dim> dims) => new([.. dims]);

    public static Shape Of(IEnumerable<long> sizes) => new([.. sizes.Select(s => (Dim)s)]);

    /// <exception cref="OnnxException">A dimension is open.</exception>
    public long[] Sizes() => Array.ConvertAll(_dims, d => d.Size ?? throw new OnnxException($"Shape {this} has an open dimension; expected numbers only."));

    /// <summary>The same shape but for one axis.</summary>
    public Shape With(int axis, Dim dim)
    {
        var dims = _dims.ToArray();
        dims[axis < 0 ? axis + Rank : axis] = dim;
        return new Shape(dims);
    }

    public bool Equals(Shape? other) => other is not null && _dims.AsSpan().SequenceEqual(other._dims);

    public override bool Equals(object? obj) => Equals(obj as Shape);

    public override int GetHashCode() => _dims.Aggregate(Rank, HashCode.Combine);

    public IEnumerator<Dim> GetEnumerator() => ((IEnumerable<Dim>)_dims).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"[{string.Join(", ", _dims)}]";
}
