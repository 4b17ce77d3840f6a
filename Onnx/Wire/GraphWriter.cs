using Google.Protobuf;

namespace SegEdge.Onnx.Wire;

/// <summary>The IR into graph messages. Weights are wrapped, not copied.</summary>
/// <param name="externally">Puts an initializer's numbers elsewhere and says where; null, or a null answer, keeps them inside.</param>
internal sealed class GraphWriter(Func<Tensor, TensorProto?>? externally)
{
    public GraphProto ProtoOf(Graph graph)
    {
        var proto = Opaque.Restore(graph.Opaque, GraphProto.Parser);
        proto.Name = graph.Name;
        proto.Input.AddRange(graph.Inputs.Select(ValueInfos.Of));
        proto.Output.AddRange(graph.Outputs.Select(ValueInfos.Of));
        proto.Initializer.AddRange(graph.Initializers.Select(v => ProtoOf(v.Constant!, v.Name)));
        proto.SparseInitializer.AddRange(graph.SparseInitializers.Select(v => SparseTensorProto.Parser.ParseFrom(v.Opaque.Span)));
        proto.Node.AddRange(graph.Nodes.Select(ProtoOf));
        var listed = graph.Inputs.Concat(graph.Outputs).ToHashSet();
        proto.ValueInfo.AddRange(graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()
            .Where(v => !listed.Contains(v) && (v.Type != ElementType.Undefined || !v.Opaque.IsEmpty)).Select(ValueInfos.Of));
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
        else if (!inside && externally?.Invoke(tensor) is { } elsewhere) proto.MergeFrom(elsewhere);
        else proto.RawData = UnsafeByteOperations.UnsafeWrap(tensor.Raw);
        return proto;
    }
}
