using Google.Protobuf;

namespace SegEdge.Onnx.Wire;

/// <summary>The IR into graph messages. Weights are wrapped, not copied.</summary>
/// <param name="weights">Takes the initializers' numbers; null keeps them inside.</param>
internal sealed class GraphWriter(ExternalWriter? weights)
{
    private int _depth = -1;

    public GraphProto ProtoOf(Graph graph)
    {
        if (++_depth > Graph.MostSubgraphs) throw new OnnxException($"graph '{graph.Name}' lies in {_depth} others; expected {Graph.MostSubgraphs} or fewer. Does it hold itself?");
        var proto = Opaque.Restore(graph.Opaque, GraphProto.Parser);
        proto.Name = graph.Name;
        proto.Input.AddRange(graph.Inputs.Select(ValueInfos.Of));
        proto.Output.AddRange(graph.Outputs.Select(ValueInfos.Of));
        proto.Initializer.AddRange(graph.Initializers.Select(v => ProtoOf(v.Constant!, v.Name)));
        proto.SparseInitializer.AddRange(graph.SparseInitializers.Select(SparseOf));
        proto.Node.AddRange(graph.Nodes.Select(ProtoOf));
        var listed = graph.Inputs.Concat(graph.Outputs).ToHashSet();
        proto.ValueInfo.AddRange(graph.Values().Where(v => !listed.Contains(v) && IsDeclared(v)).Select(ValueInfos.Of));
        _depth--;
        return proto;
    }

    // A constant's own numbers say its type; it is declared for what else the file said of it.
    private static bool IsDeclared(Value value) =>
        !value.Opaque.IsEmpty || (!value.IsInitializer && (value.Type != ElementType.Undefined || value.Shape is not null));

    private static SparseTensorProto SparseOf(Value value)
    {
        var proto = Opaque.Restore(value.Sparse, SparseTensorProto.Parser);
        proto.Values ??= new TensorProto();
        proto.Values.Name = value.Name;
        return proto;
    }

    private NodeProto ProtoOf(Node node)
    {
        var proto = Opaque.Restore(node.Opaque, NodeProto.Parser);
        proto.OpType = node.OpType;
        if (node.Name.Length > 0) proto.Name = node.Name;
        if (node.Domain.Length > 0) proto.Domain = node.Domain;
        proto.Input.AddRange(node.Inputs.Select(i => i?.Name ?? ""));
        proto.Output.AddRange(node.Outputs.Select(o => o?.Name ?? ""));
        proto.Attribute.AddRange(node.Attributes.Select(ProtoOf));
        return proto;
    }

    private AttributeProto ProtoOf(Attribute attribute)
    {
        var proto = Opaque.Restore(attribute.Opaque, AttributeProto.Parser);
        proto.Name = attribute.Name;
        switch (attribute.Data)
        {
            case float f: (proto.Type, proto.F) = (AttributeProto.Types.AttributeType.Float, f); break;
            case long i: (proto.Type, proto.I) = (AttributeProto.Types.AttributeType.Int, i); break;
            case ReadOnlyMemory<byte> s: (proto.Type, proto.S) = (AttributeProto.Types.AttributeType.String, UnsafeByteOperations.UnsafeWrap(s)); break;
            case Tensor t: (proto.Type, proto.T) = (AttributeProto.Types.AttributeType.Tensor, ProtoOf(t, "", inside: true)); break;
            case Graph g: (proto.Type, proto.G) = (AttributeProto.Types.AttributeType.Graph, ProtoOf(g)); break;
            case float[] many:
                proto.Type = AttributeProto.Types.AttributeType.Floats;
                proto.Floats.AddRange(many);
                break;
            case long[] many:
                proto.Type = AttributeProto.Types.AttributeType.Ints;
                proto.Ints.AddRange(many);
                break;
            case ReadOnlyMemory<byte>[] many:
                proto.Type = AttributeProto.Types.AttributeType.Strings;
                proto.Strings.AddRange(many.Select(UnsafeByteOperations.UnsafeWrap));
                break;
            case Tensor[] many:
                proto.Type = AttributeProto.Types.AttributeType.Tensors;
                proto.Tensors.AddRange(many.Select(t => ProtoOf(t, "", inside: true)));
                break;
            case Graph[] many:
                proto.Type = AttributeProto.Types.AttributeType.Graphs;
                proto.Graphs.AddRange(many.Select(ProtoOf));
                break;
        }
        return proto;
    }

    private TensorProto ProtoOf(Tensor tensor, string name, bool inside = false)
    {
        var proto = Opaque.Restore(tensor.Opaque, TensorProto.Parser);
        proto.Dims.AddRange(tensor.Dimensions);
        proto.DataType = (int)tensor.Type;
        if (name.Length > 0) proto.Name = name;
        if (tensor.Strings is { } strings) proto.StringData.AddRange(strings.Select(UnsafeByteOperations.UnsafeWrap));
        else if (!inside && weights?.Put(tensor.Raw) is { } elsewhere) proto.MergeFrom(elsewhere);
        else proto.RawData = UnsafeByteOperations.UnsafeWrap(tensor.Raw);
        return proto;
    }
}
