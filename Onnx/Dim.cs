namespace SegEdge.Onnx;

/// <summary>One dimension of a shape: a number, a name that stands for one ("batch"), or nothing known.</summary>
public readonly record struct Dim
{
    private Dim(long? size, string? symbol) => (Size, Symbol) = (size, symbol);

    public static Dim Unknown => default;

    /// <summary>0 and up; null if open.</summary>
    public long? Size { get; }

    /// <summary>Two dimensions of one name have one size. Null for a number and for the unknown.</summary>
    public string? Symbol { get; }

    public static implicit operator Dim(long size) => new(size, null);

    public static Dim Named(string symbol) => new(null, symbol);

    /// <summary>Whether both have, for certain, one size.</summary>
    public bool Is(Dim other) => this == other && (Size is not null || Symbol is not null);

    public override string ToString() => Size?.ToString() ?? Symbol ?? "?";
}
