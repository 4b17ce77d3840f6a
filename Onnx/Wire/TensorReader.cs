using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf.Collections;

namespace SegEdge.Onnx.Wire;

/// <summary>Tensors in any of the places where a file may keep their numbers: raw, in a typed field, or in a file beside it.</summary>
/// <param name="folder">Where external files are; null if there can be none.</param>
internal sealed class TensorReader(string? folder)
{
    public Tensor Read(TensorProto proto, string where)
    {
        try
        {
            return Read(proto);
        }
        catch (Exception e) when (e is OnnxException or IOException or UnauthorizedAccessException)
        {
            throw new OnnxException($"{where}: {e.Message}", e);
        }
    }

    private Tensor Read(TensorProto proto)
    {
        var type = (ElementType)proto.DataType;
        var dimensions = proto.Dims.ToArray();
        if (type == ElementType.String) return Tensor.OfStrings(dimensions, [.. proto.StringData.Select(s => s.Memory)]);
        var bits = type.Bits() ?? throw new OnnxException($"element type {proto.DataType} is not known; expected one of {string.Join(", ", Enum.GetNames<ElementType>())}.");
        // Before any array is made: a file can claim more than it holds.
        var bytes = Tensor.BytesFor(dimensions, bits);
        if (bytes < 0) throw new OnnxException($"dimensions [{string.Join(", ", dimensions)}] are no size; expected numbers from 0 whose product fits.");
        var raw = proto.DataLocation == TensorProto.Types.DataLocation.External ? External(proto, bytes)
            : proto.HasRawData ? proto.RawData.Memory
            : Typed(proto, type, bytes);
        return Tensor.FromRaw(type, dimensions, raw, Opaque.Of(proto, p =>
        {
            p.Dims.Clear();
            p.ClearDataType();
            p.ClearName();
            p.ClearRawData();
            p.FloatData.Clear();
            p.Int32Data.Clear();
            p.Int64Data.Clear();
            p.DoubleData.Clear();
            p.Uint64Data.Clear();
            p.ExternalData.Clear();
            p.ClearDataLocation();
        }));
    }

    private static byte[] Typed(TensorProto proto, ElementType type, long bytes) => type switch
    {
        ElementType.Float or ElementType.Complex64 => Bytes(proto.FloatData),
        ElementType.Double or ElementType.Complex128 => Bytes(proto.DoubleData),
        ElementType.Int64 => Bytes(proto.Int64Data),
        ElementType.UInt64 => Bytes(proto.Uint64Data),
        ElementType.UInt32 => Narrow(proto.Uint64Data, v => (uint)v),
        ElementType.Int32 => Bytes(proto.Int32Data),
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => Narrow(proto.Int32Data, v => (ushort)v),
        // Everything smaller lies in the low byte of an int32, two values of four bits as one.
        _ => Narrow(proto.Int32Data, v => (byte)v),
    } is var raw && raw.Length == bytes ? raw : throw new OnnxException($"{raw.Length} bytes of data, expected {bytes}.");

    private byte[] External(TensorProto proto, long bytes)
    {
        string? location = null;
        long offset = 0, length = bytes;
        foreach (var entry in proto.ExternalData)
            switch (entry.Key)
            {
                case "location": location = entry.Value; break;
                case "offset": offset = Number(entry); break;
                case "length": length = Number(entry); break;
            }
        if (string.IsNullOrEmpty(location)) throw new OnnxException("its data are external, without a 'location'.");
        if (folder is null) throw new OnnxException($"its data are in '{location}', but the model was not read from a folder. Read it by its path.");
        var path = Path.GetFullPath(Path.Combine(folder, location));
        // A model must not be able to read what its folder does not hold.
        if (!path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new OnnxException($"its data are in '{location}', outside the model's folder; expected a path beneath it.");
        if (!File.Exists(path)) throw new OnnxException($"{path}: no such file with external data. Copy it beside the model.");
        if (length != bytes) throw new OnnxException($"external data of {length} bytes, expected {bytes}.");
        using var file = File.OpenHandle(path);
        if (offset < 0 || length > Array.MaxLength || RandomAccess.GetLength(file) - length < offset)
            throw new OnnxException($"{path}: {RandomAccess.GetLength(file)} bytes, expected {length} from {offset} on. The file is cut short or another one.");
        var raw = GC.AllocateUninitializedArray<byte>((int)length);
        for (var read = 0; read < raw.Length;)
        {
            var some = RandomAccess.Read(file, raw.AsSpan(read), offset + read);
            read += some > 0 ? some : throw new OnnxException($"{path}: ended {raw.Length - read} bytes early.");
        }
        return raw;

        static long Number(StringStringEntryProto entry) => long.TryParse(entry.Value, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new OnnxException($"external data with '{entry.Key}' = '{entry.Value}'; expected a number.");
    }

    private static byte[] Bytes<T>(RepeatedField<T> values) where T : unmanaged => MemoryMarshal.AsBytes(values.ToArray().AsSpan()).ToArray();

    private static byte[] Narrow<TWide, T>(RepeatedField<TWide> values, Func<TWide, T> narrow) where T : unmanaged
    {
        var narrowed = new T[values.Count];
        for (var i = 0; i < narrowed.Length; i++) narrowed[i] = narrow(values[i]);
        return MemoryMarshal.AsBytes(narrowed.AsSpan()).ToArray();
    }
}
