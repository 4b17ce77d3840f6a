namespace SegEdge.Onnx.Wire;

/// <summary>Type and shape of a value, on the wire and in the IR.</summary>
internal static class ValueInfos
{
    /// <exception cref="OnnxException">More dimensions than anybody's tensor has.</exception>
    public static void Apply(ValueInfoProto info, Value value)
    {
        // The numbers of an initializer know better than its declaration.
        if (info.Type?.TensorType is { } tensor && value is not { IsInitializer: true, Sparse.IsEmpty: true })
        {
            if (tensor.Shape?.Dim.Count > TensorReader.MostDimensions)
                throw new OnnxException($"value '{info.Name}' has {tensor.Shape.Dim.Count:N0} dimensions; expected {TensorReader.MostDimensions} or fewer.");
            value.Type = (ElementType)tensor.ElemType;
            value.Shape = tensor.Shape is { } shape ? Shape.Of(shape.Dim.Select(DimOf)) : null;
        }
        value.Opaque = Opaque.Of(info.Clone(), i =>
        {
            i.ClearName();
            if (i.Type?.TensorType is not { } t) return;
            t.ClearElemType();
            foreach (var dim in t.Shape?.Dim ?? [])
            {
                dim.ClearDimValue();
                dim.ClearDimParam();
            }
            // What is left of a dimension is its denotation, and only its place says whose it is.
            if (t.Shape?.Dim.All(d => d.CalculateSize() == 0) == true) t.Shape.Dim.Clear();
            if (t.Shape?.CalculateSize() == 0) t.Shape = null;
            if (t.CalculateSize() == 0) i.Type.TensorType = null;
            if (i.Type.CalculateSize() == 0) i.Type = null;
        });
    }

    public static ValueInfoProto Of(Value value)
    {
        var info = Opaque.Restore(value.Opaque, ValueInfoProto.Parser);
        info.Name = value.Name;
        if (value.Type == ElementType.Undefined && value.Shape is null) return info;
        info.Type ??= new TypeProto();
        info.Type.TensorType ??= new TypeProto.Types.Tensor();
        if (value.Type != ElementType.Undefined) info.Type.TensorType.ElemType = (int)value.Type;
        if (value.Shape is null) info.Type.TensorType.Shape = null;
        else Put(value.Shape, info.Type.TensorType.Shape ??= new TensorShapeProto());
        return info;
    }

    private static void Put(Shape shape, TensorShapeProto wire)
    {
        if (wire.Dim.Count != shape.Rank)
        {
            wire.Dim.Clear();
            wire.Dim.AddRange(shape.Select(_ => new TensorShapeProto.Types.Dimension()));
        }
        for (var i = 0; i < shape.Rank; i++)
        {
            if (shape[i].Size is { } size) wire.Dim[i].DimValue = size;
            else if (shape[i].Symbol is { } symbol) wire.Dim[i].DimParam = symbol;
        }
    }

    // Some exporters write -1, or the name "None", for an open dimension; two of those need not be equal.
    private static Dim DimOf(TensorShapeProto.Types.Dimension dim) => dim switch
    {
        { HasDimValue: true, DimValue: >= 0 } => dim.DimValue,
        { HasDimParam: true, DimParam: not ("" or "None" or "?") } => Dim.Named(dim.DimParam),
        _ => Dim.Unknown,
    };
}
