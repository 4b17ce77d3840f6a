using System.Runtime.InteropServices;

namespace SegEdge.Testing;

/// <summary>An ONNX graph in the making, of opset 13. Field numbers are those of onnx.proto.</summary>
public sealed class TinyGraph
{
    private const int FloatType = 1, Int64Type = 7;

    private readonly ProtoWriter _graph = new ProtoWriter().Text(2, "tiny");
    private int _names;

    /// <param name="dimensions">-1, -2, -3 leave an axis open under the name batch, height, width.</param>
    public string Input(string name, params long[] dimensions)
    {
        _graph.Message(11, ValueInfo(name, FloatType, dimensions));
        return name;
    }

    public void Output(string name, params long[] dimensions) => _graph.Message(12, ValueInfo(name, FloatType, dimensions));

    public void Int64Output(string name, params long[] dimensions) => _graph.Message(12, ValueInfo(name, Int64Type, dimensions));

    public string Floats(float[] values, params long[] dimensions) => Constant(FloatType, MemoryMarshal.AsBytes(values.AsSpan()), dimensions);

    public string Int64s(long[] values, params long[] dimensions) => Constant(Int64Type, MemoryMarshal.AsBytes(values.AsSpan()), dimensions);

    /// <summary>Adds a node with one output and returns that output's name.</summary>
    /// <param name="attributes">Values are long or long[].</param>
    public string Op(string type, string[] inputs, string? output = null, params (string Name, object Value)[] attributes)
    {
        output ??= $"t{_names++}";
        var node = new ProtoWriter();
        foreach (var input in inputs) node.Text(1, input);
        node.Text(2, output).Text(3, $"{type}/{output}").Text(4, type);
        foreach (var (name, value) in attributes) node.Message(5, Attribute(name, value));
        _graph.Message(1, node);
        return output;
    }

    public byte[] ToModel() => new ProtoWriter()
        .Number(1, 8).Text(2, "SegEdge.Testing").Message(7, _graph).Message(8, new ProtoWriter().Text(1, "").Number(2, 13))
        .ToArray();

    private static ProtoWriter Attribute(string name, object value)
    {
        var attribute = new ProtoWriter().Text(1, name);
        if (value is not long[] many) return attribute.Number(3, Convert.ToInt64(value, null)).Number(20, 2);
        foreach (var one in many) attribute.Number(8, one);
        return attribute.Number(20, 7);
    }

    private string Constant(int type, ReadOnlySpan<byte> raw, long[] dimensions)
    {
        var name = $"c{_names++}";
        var tensor = new ProtoWriter();
        foreach (var dimension in dimensions) tensor.Number(1, dimension);
        _graph.Message(5, tensor.Number(2, type).Text(8, name).Bytes(9, raw));
        return name;
    }

    private static ProtoWriter ValueInfo(string name, int type, long[] dimensions)
    {
        var shape = new ProtoWriter();
        foreach (var size in dimensions)
            shape.Message(1, size < 0 ? new ProtoWriter().Text(2, size switch { -1 => "batch", -2 => "height", _ => "width" }) : new ProtoWriter().Number(1, size));
        var tensor = new ProtoWriter().Number(1, type).Message(2, shape);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }
}
