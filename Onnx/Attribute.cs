using System.Text;

namespace SegEdge.Onnx;

/// <summary>A named constant of a node. Its <see cref="Data"/> is a long, float, <see cref="Tensor"/>, <see cref="Graph"/>, text (UTF-8 bytes),
/// or an array of one of them; null for a kind that this library only carries.</summary>
public sealed class Attribute
{
    private Attribute(string name, object? data) => (Name, Data) = (name, data);

    public string Name { get; }

    public object? Data { get; }

    /// <summary>Fields of the file that this library has no name for; only Wire/ opens them.</summary>
    internal ReadOnlyMemory<byte> Opaque { get; init; }

    public static Attribute Of(string name, long value) => new(name, value);

    public static Attribute Of(string name, float value) => new(name, value);

    public static Attribute Of(string name, string value) => new(name, new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(value)));

    public static Attribute Of(string name, Tensor value) => new(name, value);

    public static Attribute Of(string name, Graph value) => new(name, value);

    public static Attribute Of(string name, IEnumerable<long> values) => new(name, values.ToArray());

    public static Attribute Of(string name, IEnumerable<float> values) => new(name, values.ToArray());

    /// <summary>As read from a file.</summary>
    internal static Attribute Raw(string name, object? data, ReadOnlyMemory<byte> opaque) => new(name, data) { Opaque = opaque };

    /// <summary>The subgraphs in it: of If, Loop, Scan.</summary>
    internal IReadOnlyList<Graph> Graphs => Data switch { Graph one => [one], Graph[] many => many, _ => [] };

    internal Attribute With(object data) => new(Name, data) { Opaque = Opaque };

    public override string ToString() => $"{Name}={Data switch
    {
        ReadOnlyMemory<byte> text => $"\"{Encoding.UTF8.GetString(text.Span)}\"",
        long[] many => $"[{string.Join(", ", many)}]",
        float[] many => $"[{string.Join(", ", many)}]",
        null => "(not read)",
        var other => other.ToString(),
    }}";
}
