using SegEdge.Onnx.Wire;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Wire;

/// <summary>Model files written field by field, without the library's own writer.</summary>
internal static class TinyFile
{
    /// <summary>y = x + w, both float [2].</summary>
    public static ProtoWriter AddGraph() => Graph().Message(1, Node("Add", ["x", "w"], ["y"])).Message(5, Weights("w", 1, 2))
        .Message(11, Value("x", 2)).Message(12, Value("y", 2));

    public static ProtoWriter Model(ProtoWriter graph, long ir = 8, long opset = 13) =>
        new ProtoWriter().Number(1, ir).Message(7, graph).Message(8, Opset("", opset));

    public static ProtoWriter Opset(string domain, long version) => new ProtoWriter().Text(1, domain).Number(2, version);

    public static ProtoWriter Graph() => new ProtoWriter().Text(2, "g");

    public static ProtoWriter Node(string type, string[] inputs, string[] outputs)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs) node.Text(1, input);
        foreach (var output in outputs) node.Text(2, output);
        return node.Text(4, type);
    }

    public static ProtoWriter Value(string name, params ReadOnlySpan<long> dims)
    {
        var shape = new ProtoWriter();
        foreach (var dim in dims) shape.Message(1, new ProtoWriter().Number(1, dim));
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Number(1, 1).Message(2, shape)));
    }

    /// <summary>A vector, in <c>raw_data</c>.</summary>
    public static ProtoWriter Weights(string name, params float[] values) =>
        Tensor(ElementType.Float, values.Length).Text(8, name).Bytes(9, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>No numbers yet.</summary>
    public static ProtoWriter Tensor(ElementType type, params ReadOnlySpan<long> dims)
    {
        var tensor = new ProtoWriter();
        foreach (var dim in dims) tensor.Number(1, dim);
        return tensor.Number(2, (long)type);
    }

    public static Model Read(ProtoWriter model, string? folder = null) => OnnxReader.Read(model.ToArray(), folder);

    /// <summary>Contents of every field at a path of field numbers, in order.</summary>
    public static IReadOnlyList<string> Find(ReadOnlySpan<byte> message, params ReadOnlySpan<int> path)
    {
        var found = new List<string>();
        for (var at = 0; at < message.Length;)
        {
            Assert.True(Varint.TryRead(message, ref at, out var tag));
            var start = at;
            var value = 0UL;
            switch (tag & 7)
            {
                case 0: Assert.True(Varint.TryRead(message, ref at, out value)); break;
                case 1: at += 8; break;
                case 2:
                    Assert.True(Varint.TryRead(message, ref at, out value));
                    (start, at) = (at, at + (int)value);
                    break;
                case 5: at += 4; break;
                default: Assert.Fail($"wire type {tag & 7}"); break;
            }
            if (tag >> 3 != (ulong)path[0]) continue;
            if (path.Length > 1) found.AddRange(Find(message[start..at], path[1..]));
            else found.Add(Convert.ToHexString(message[start..at]));
        }
        return found;
    }
}
