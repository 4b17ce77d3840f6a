using System.Runtime.InteropServices;

namespace SegEdge.Onnx;

/// <summary>Constant numbers of a model: weights, shapes, attributes. Never changes; models share it.</summary>
public sealed class Tensor
{
    private Tensor(ElementType type, long[] dimensions, ReadOnlyMemory<byte> raw, IReadOnlyList<ReadOnlyMemory<byte>>? strings)
    {
        (Type, Dimensions, Raw, Strings) = (type, dimensions, raw, strings);
    }

    public ElementType Type { get; }

    /// <summary>Outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Dimensions { get; }

    /// <summary>The elements, row-major, little-endian, as ONNX's <c>raw_data</c>. Empty for strings.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>UTF-8; only for <see cref="ElementType.String"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Strings { get; }

    public Shape Shape => Shape.Of(Dimensions);

    /// <summary>Fields of the file that this library has no name for; only Wire/ opens them.</summary>
    internal ReadOnlyMemory<byte> Opaque { get; init; }

    public long Count => Dimensions.Aggregate(1L, (a, b) => a * b);

    /// <param name="raw">Kept, not copied.</param>
    /// <exception cref="OnnxException">The bytes are not as many as type and dimensions need.</exception>
    public static Tensor FromRaw(ElementType type, IEnumerable<long> dimensions, ReadOnlyMemory<byte> raw) => FromRaw(type, dimensions, raw, default);

    internal static Tensor FromRaw(ElementType type, IEnumerable<long> dimensions, ReadOnlyMemory<byte> raw, ReadOnlyMemory<byte> opaque)
    {
        var dims = dimensions.ToArray();
        var bits = type.Bits() ?? throw new OnnxException($"Tensor of type {type}: no raw form; expected a type of numbers.");
        var expected = BytesFor(dims, bits);
        return expected == raw.Length
            ? new Tensor(type, dims, raw, null) { Opaque = opaque }
            : throw new OnnxException($"Tensor {type} [{string.Join(", ", dims)}]: {raw.Length} bytes of data, expected {(expected < 0 ? "fewer dimensions: they overflow" : expected.ToString())}.");
    }

    /// <param name="strings">UTF-8, row-major; kept, not copied.</param>
    /// <exception cref="OnnxException">They are not as many as the dimensions need.</exception>
    public static Tensor OfStrings(IEnumerable<long> dimensions, IReadOnlyList<ReadOnlyMemory<byte>> strings) => OfStrings(dimensions, strings, default);

    internal static Tensor OfStrings(IEnumerable<long> dimensions, IReadOnlyList<ReadOnlyMemory<byte>> strings, ReadOnlyMemory<byte> opaque)
    {
        var dims = dimensions.ToArray();
        return BytesFor(dims, 8) == strings.Count
            ? new Tensor(ElementType.String, dims, default, strings) { Opaque = opaque }
            : throw new OnnxException($"Tensor String [{string.Join(", ", dims)}]: {strings.Count} strings, expected as many as the dimensions say.");
    }

    /// <param name="values">Row-major; copied.</param>
    public static Tensor Of<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> dimensions) where T : unmanaged =>
        FromRaw(TypeOf<T>(), dimensions.ToArray(), MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A vector of int64: axes, sizes.</summary>
    public static Tensor Vector(params ReadOnlySpan<long> values) => Of(values, values.Length);

    /// <summary>One number as a scalar of the given type.</summary>
    public static Tensor Scalar(ElementType type, double value) => Filled(type, [], value);

    /// <summary>One number everywhere.</summary>
    public static Tensor Filled(ElementType type, IReadOnlyList<long> dimensions, double value)
    {
        var bytes = BytesFor([.. dimensions], type.Bits() ?? 8);
        if (bytes < 0 || bytes > Array.MaxLength)
            throw new OnnxException($"A constant {type} [{string.Join(", ", dimensions)}]: expected numbers from 0 whose product is 2 GB or less.");
        return type switch
        {
            ElementType.Float => Fill((float)value),
            ElementType.Double => Fill(value),
            ElementType.Float16 => Fill((Half)value),
            ElementType.BFloat16 => Fill(BFloat16Bits((float)value)),
            ElementType.Int64 => Fill((long)value),
            ElementType.Int32 => Fill((int)value),
            ElementType.UInt8 => Fill((byte)value),
            ElementType.Bool => Fill(value != 0),
            _ => throw new OnnxException($"No constant of type {type}; expected a floating type, Int64, Int32, UInt8 or Bool."),
        };

        Tensor Fill<T>(T element) where T : unmanaged
        {
            var raw = new byte[bytes];
            MemoryMarshal.Cast<byte, T>(raw.AsSpan()).Fill(element);
            return FromRaw(type, dimensions, raw);
        }
    }

    /// <summary>The elements in place.</summary>
    /// <exception cref="OnnxException">They are of another type.</exception>
    public ReadOnlySpan<T> Span<T>() where T : unmanaged => TypeOf<T>() == Type
        ? MemoryMarshal.Cast<byte, T>(Raw.Span)
        : throw new OnnxException($"Tensor is {Type}, asked for as {TypeOf<T>()}.");

    /// <summary>The elements as doubles, from any floating or integer type of 8 bits and more.</summary>
    public double[] ToDoubles() => Type switch
    {
        ElementType.Float => Each<float>(v => v),
        ElementType.Double => Each<double>(v => v),
        ElementType.Float16 => Each<Half>(v => (double)v),
        ElementType.BFloat16 => [.. MemoryMarshal.Cast<byte, ushort>(Raw.Span).ToArray().Select(v => (double)BitConverter.Int32BitsToSingle(v << 16))],
        ElementType.Int64 => Each<long>(v => v),
        ElementType.Int32 => Each<int>(v => v),
        ElementType.UInt8 => Each<byte>(v => v),
        ElementType.Int8 => Each<sbyte>(v => v),
        ElementType.Int16 => Each<short>(v => v),
        ElementType.UInt16 => Each<ushort>(v => v),
        ElementType.UInt32 => Each<uint>(v => v),
        ElementType.UInt64 => Each<ulong>(v => v),
        ElementType.Bool => Each<bool>(v => v ? 1 : 0),
        _ => throw new OnnxException($"Tensor is {Type}, expected numbers of 8 bits or more."),
    };

    /// <summary>The elements as int64, from Int64 or Int32: axes, sizes, indices.</summary>
    public long[] ToLongs() => Type switch
    {
        ElementType.Int64 => Span<long>().ToArray(),
        ElementType.Int32 => Array.ConvertAll(Span<int>().ToArray(), v => (long)v),
        _ => throw new OnnxException($"Tensor is {Type}, expected Int64 or Int32."),
    };

    /// <summary>The elements as floats, from any floating type.</summary>
    public float[] ToFloats() => Type == ElementType.Float ? Span<float>().ToArray() : Array.ConvertAll(ToDoubles(), v => (float)v);

    /// <summary>The same numbers under other dimensions.</summary>
    public Tensor Reshaped(params ReadOnlySpan<long> dimensions) => FromRaw(Type, dimensions.ToArray(), Raw);

    /// <summary>Numbers of this tensor's floating type.</summary>
    public static Tensor FromDoubles(ElementType type, ReadOnlySpan<double> values, params ReadOnlySpan<long> dimensions)
    {
        switch (type)
        {
            case ElementType.Double: return Of(values, dimensions);
            case ElementType.Float: return Of<float>(Array.ConvertAll(values.ToArray(), v => (float)v), dimensions);
            case ElementType.Float16: return Of<Half>(Array.ConvertAll(values.ToArray(), v => (Half)v), dimensions);
            case ElementType.BFloat16:
                var bits = Array.ConvertAll(values.ToArray(), v => BFloat16Bits((float)v));
                return FromRaw(type, dimensions.ToArray(), MemoryMarshal.AsBytes(bits.AsSpan()).ToArray());
            default: throw new OnnxException($"{type} is not a floating type.");
        }
    }

    public override string ToString() => $"{Type} {Shape}";

    /// <returns>-1 if the product overflows or a dimension is negative.</returns>
    internal static long BytesFor(ReadOnlySpan<long> dimensions, int bits)
    {
        try
        {
            long elements = 1;
            foreach (var d in dimensions)
            {
                if (d < 0) return -1;
                elements = checked(elements * d);
            }
            return checked((elements * bits) + 7) / 8;
        }
        catch (OverflowException)
        {
            return -1;
        }
    }

    // Round to nearest, ties to even; a NaN stays one.
    private static ushort BFloat16Bits(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static ElementType TypeOf<T>() => Find(typeof(T)) ?? throw new OnnxException($"{typeof(T)} is no element type of ONNX.");

    private static ElementType? Find(Type type) =>
        type == typeof(float) ? ElementType.Float
        : type == typeof(double) ? ElementType.Double
        : type == typeof(Half) ? ElementType.Float16
        : type == typeof(long) ? ElementType.Int64
        : type == typeof(int) ? ElementType.Int32
        : type == typeof(byte) ? ElementType.UInt8
        : type == typeof(sbyte) ? ElementType.Int8
        : type == typeof(short) ? ElementType.Int16
        : type == typeof(ushort) ? ElementType.UInt16
        : type == typeof(uint) ? ElementType.UInt32
        : type == typeof(ulong) ? ElementType.UInt64
        : type == typeof(bool) ? ElementType.Bool
        : null;

    private double[] Each<T>(Func<T, double> convert) where T : unmanaged
    {
        var from = Span<T>();
        var to = new double[from.Length];
        for (var i = 0; i < to.Length; i++) to[i] = convert(from[i]);
        return to;
    }
}
