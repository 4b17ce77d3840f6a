namespace SegEdge.Onnx.Wire;

/// <summary>Type and shape of a value, on the wire and in the IR.</summary>
internal static class ValueInfos
{
    public static void Apply(ValueInfoProto info, Value value)
    {
        if (info.Type?.TensorType is { } tensor)
        {
            // The numbers of an initializer know better than its declaration.
            if (!value.IsInitializer)
            {
                value.Type = (ElementType)tensor.ElemType;
                value.Shape = tensor.Shape is { } shape ? Shape.Of(shape.Dim.Select(DimOf)) : null;
            }
        }
        value.Opaque = Opaque.Of(info.Clone(), i =>
        {
            i.ClearName();
            if (i.Type?.TensorType is not { } t) return;
            t.ClearElemType();
            t.Shape = null;
            if (t.CalculateSize() == 0) i.Type.TensorType = null;
            if (i.Type.CalculateSize() == 0) i.Type = null;
        });
    }

    public static ValueInfoProto Of(Value value)
    {
        var info = Opaque.Restore(value.Opaque, ValueInfoProto.Parser);
        info.Name = value.Name;
        if (value.Type == ElementType.Undefined) return info;
        info.Type ??= new TypeProto();
        info.Type.TensorType ??= new TypeProto.Types.Tensor();
        info.Type.TensorType.ElemType = (int)value.Type;
        if (value.Shape is not { } shape) return info;
        info.Type.TensorType.Shape = new TensorShapeProto();
        foreach (var dim in shape)
        {
            var wire = new TensorShapeProto.Types.Dimension();
            if (dim.Size is { } size) wire.DimValue = size;
            else if (dim.Symbol is { } symbol) wire.DimParam = symbol;
            info.Type.TensorType.Shape.Dim.Add(wire);
        }
        return info;
    }

    // Some exporters write -1, or the name "None", for an open dimension; two of those need not be equal.
    private static Dim DimOf(TensorShapeProto.Types.Dimension dim) => dim switch
    {
        { HasDimValue: true, DimValue: >= 0 } => dim.DimValue,
        { HasDimParam: true, DimParam: not ("" or "None" or "?") } => Dim.Named(dim.DimParam),
        _ => Dim.Unknown,
    };
}
