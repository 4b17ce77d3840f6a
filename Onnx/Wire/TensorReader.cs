namespace SegEdge.Onnx.Wire;

/// <summary>Tensors in any of the places where a file may keep their numbers: raw, in a typed field, or in a file beside it.</summary>
/// <param name="folder">Where external files are; null if there can be none.</param>
internal sealed class TensorReader(string? folder, MemoryBudget budget)
{
    // NumPy ends at 64; a message that lists them must stay readable.
    public const int MostDimensions = 255;

    private readonly ExternalReader _external = new(folder);

    /// <exception cref="OnnxException">The message begins with what <paramref name="where"/> says.</exception>
    public Tensor Read(TensorProto proto, Func<string> where)
    {
        try
        {
            return Read(proto);
        }
        catch (Exception e) when (e is OnnxException or IOException or UnauthorizedAccessException)
        {
            throw new OnnxException($"{where()}: {e.Message}", e);
        }
    }

    private Tensor Read(TensorProto proto)
    {
        var type = (ElementType)proto.DataType;
        if (proto.Dims.Count > MostDimensions) throw new OnnxException($"{proto.Dims.Count:N0} dimensions; expected {MostDimensions} or fewer.");
        var dimensions = proto.Dims.ToArray();
        if (type == ElementType.String) return Tensor.OfStrings(dimensions, [.. proto.StringData.Select(s => s.Memory)], RestOf(proto));

        var bits = type.Bits() ?? throw new OnnxException($"element type {proto.DataType} is not known; expected one of {string.Join(", ", Enum.GetNames<ElementType>())}.");
        // Before any array is made: a file can claim more than it holds.
        var bytes = Tensor.BytesFor(dimensions, bits);
        if (bytes < 0) throw new OnnxException($"dimensions [{string.Join(", ", dimensions)}] are no size; expected numbers from 0 whose product fits.");
        if (bytes > Array.MaxLength) throw new OnnxException($"dimensions [{string.Join(", ", dimensions)}] are {bytes:N0} bytes; expected 2 GB or less.");
        if (proto.DataLocation == TensorProto.Types.DataLocation.External)
            return Tensor.FromRaw(type, dimensions, _external.Read(proto.ExternalData, (int)bytes), RestOf(proto));
        if (proto.HasRawData) return Tensor.FromRaw(type, dimensions, proto.RawData.Memory, RestOf(proto));
        budget.Spend(bytes);
        var pieces = TypedNumbers.FieldOf(proto, type).ToArray();
        var rest = RestOf(proto);
        var raw = TypedNumbers.Read(pieces, type, (int)bytes, ref rest);
        return Tensor.FromRaw(type, dimensions, raw, rest);
    }

    // The name stays: that of an attribute's tensor has no other place.
    private static ReadOnlyMemory<byte> RestOf(TensorProto proto) => Opaque.Of(proto, p =>
    {
        p.Dims.Clear();
        p.ClearDataType();
        p.ClearRawData();
        p.FloatData.Clear();
        p.Int32Data.Clear();
        p.StringData.Clear();
        p.Int64Data.Clear();
        p.DoubleData.Clear();
        p.Uint64Data.Clear();
        p.ExternalData.Clear();
        p.ClearDataLocation();
    });
}
