using System.Buffers.Binary;
using SegEdge.Onnx.Wire;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Wire;

/// <summary>Every element type, from each place where a file may keep numbers.</summary>
public sealed class ElementTypeTests
{
    // Type, dimensions, what raw_data would be, and field number and numbers (or, of field 4 and 10, the bytes) of the typed form.
    private static readonly (ElementType Type, long[] Dims, byte[] Raw, int Field, long[] Typed)[] Cases =
    [
        (ElementType.Float, [2], [0, 0, 0x80, 0x3F, 0, 0, 0xC0, 0x7F], 4, []), // 1, NaN
        (ElementType.Complex64, [1], [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], 4, []),
        (ElementType.Double, [1], [0, 0, 0, 0, 0, 0, 0xF0, 0x3F], 10, []),
        (ElementType.Complex128, [1], [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 1, 2, 3, 4, 5, 6, 7, 8], 10, []),
        (ElementType.UInt8, [2], [0, 255], 5, [0, 255]),
        (ElementType.Int8, [2], [0x80, 0x7F], 5, [-128, 127]),
        (ElementType.Bool, [3], [1, 0, 1], 5, [1, 0, 1]),
        (ElementType.UInt16, [1], [0xFF, 0xFE], 5, [0xFEFF]),
        (ElementType.Int16, [2], [0, 0x80, 1, 0], 5, [-32768, 1]),
        (ElementType.Float16, [2], [0, 0x3C, 0, 0xFC], 5, [0x3C00, 0xFC00]),
        (ElementType.BFloat16, [1], [0x80, 0x3F], 5, [0x3F80]),
        (ElementType.Int32, [2], [0, 0, 0, 0x80, 5, 0, 0, 0], 5, [int.MinValue, 5]),
        (ElementType.Int64, [2], [0, 0, 0, 0, 0, 0, 0, 0x80, 7, 0, 0, 0, 0, 0, 0, 0], 7, [long.MinValue, 7]),
        (ElementType.UInt32, [1], [0xFF, 0xFF, 0xFF, 0xFF], 11, [0xFFFFFFFF]),
        (ElementType.UInt64, [1], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 11, [-1]),
        (ElementType.Float8E4M3FN, [1], [0x7F], 5, [0x7F]),
        (ElementType.Float8E4M3FNUZ, [1], [0x80], 5, [0x80]),
        (ElementType.Float8E5M2, [1], [0x7C], 5, [0x7C]),
        (ElementType.Float8E5M2FNUZ, [1], [0xFF], 5, [0xFF]),
        (ElementType.Float8E8M0, [1], [0x7F], 5, [0x7F]),
        (ElementType.UInt4, [3], [0x21, 0x03], 5, [0x21, 0x03]), // 1, 2, 3: the first in the low half
        (ElementType.Int4, [2], [0x8F], 5, [0x8F]),
        (ElementType.Float4E2M1, [3], [0x21, 0x07], 5, [0x21, 0x07]),
        (ElementType.UInt2, [5], [0b11100100, 1], 5, [0b11100100, 1]),
        (ElementType.Int2, [4], [0b11100100], 5, [0b11100100]),
        (ElementType.Int64, [0, 3], [], 7, []),
        (ElementType.Float, [], [0, 0, 0x80, 0x3F], 4, []),
    ];

    public static TheoryData<int> All() => [.. Enumerable.Range(0, Cases.Length)];

    [Fact]
    public void TheTable_KnowsEveryType() =>
        Assert.Equal(Enum.GetValues<ElementType>().Except([ElementType.Undefined, ElementType.String]).Order(), Cases.Select(c => c.Type).Distinct().Order());

    [Theory, MemberData(nameof(All))]
    public void RawAndTyped_AreTheSameTensor(int index)
    {
        var (type, dims, raw, field, numbers) = Cases[index];
        var typed = field is 4 or 10 ? raw : Packed(numbers);
        Same(TinyFile.Tensor(type, dims).Bytes(9, raw));
        Same(TinyFile.Tensor(type, dims).Bytes(field, typed));
        if (raw.Length == 0) return;
        // Cut into two pieces, as concatenated files are; and one by one, as a writer without [packed = true] has it.
        var cut = field is 4 or 10 ? 4 : Packed(numbers[..1]).Length;
        Same(TinyFile.Tensor(type, dims).Bytes(field, typed.AsSpan(0, cut)).Bytes(field, typed.AsSpan(cut)));
        Same(OneByOne(TinyFile.Tensor(type, dims), field, raw, numbers).Text(12, "words"), "words");

        void Same(ProtoWriter tensor, string? words = null)
        {
            var model = TinyFile.Read(TinyFile.Model(TinyFile.AddGraph().Message(5, tensor.Text(8, "c"))));
            foreach (var read in new[] { model, OnnxReader.Read(OnnxWriter.ToBytes(model)) })
            {
                var constant = read.Graph.Find("c").Constant!;
                Assert.Equal(type, constant.Type);
                Assert.Equal(dims, constant.Dimensions);
                Assert.Equal(raw, constant.Raw.ToArray());
            }
            if (words is not null) Assert.Equal([Convert.ToHexString("words"u8)], TinyFile.Find(OnnxWriter.ToBytes(model), 7, 5, 12));
        }
    }

    [Theory, MemberData(nameof(All))]
    public void OneNumberTooFewOrTooMany_IsRefused(int index)
    {
        var (type, dims, raw, field, numbers) = Cases[index];
        var typed = field is 4 or 10 ? raw : Packed(numbers);
        Refused(9, [.. raw, 0]);
        Refused(field, [.. typed, 1]);
        if (raw.Length == 0) return;
        Refused(9, raw[..^1]);
        Refused(field, field is 4 or 10 ? typed[..^1] : Packed(numbers[..^1]));

        void Refused(int number, byte[] data)
        {
            var file = TinyFile.Model(TinyFile.AddGraph().Message(5, TinyFile.Tensor(type, dims).Bytes(number, data).Text(8, "c")));
            Assert.StartsWith("initializer 'c': ", Assert.Throws<OnnxException>(() => TinyFile.Read(file)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Strings_AreKeptAsBytes()
    {
        var tensor = TinyFile.Tensor(ElementType.String, 2).Bytes(6, "ä"u8).Bytes(6, [0xFF, 0]).Text(8, "c");
        var model = OnnxReader.Read(OnnxWriter.ToBytes(TinyFile.Read(TinyFile.Model(TinyFile.AddGraph().Message(5, tensor)))));
        Assert.Equal([[0xC3, 0xA4], [0xFF, 0]], model.Graph.Find("c").Constant!.Strings!.Select(s => s.ToArray()));
        var three = TinyFile.Tensor(ElementType.String, 3).Bytes(6, "a"u8).Text(8, "c");
        Assert.Contains("1 strings", Assert.Throws<OnnxException>(() => TinyFile.Read(TinyFile.Model(TinyFile.AddGraph().Message(5, three)))).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0), InlineData(27), InlineData(-1)]
    public void AnUnknownType_IsNamed(int type)
    {
        var tensor = TinyFile.Tensor((ElementType)type, 1).Bytes(9, [0]).Text(8, "c");
        var error = Assert.Throws<OnnxException>(() => TinyFile.Read(TinyFile.Model(TinyFile.AddGraph().Message(5, tensor))));
        Assert.Contains($"'c': element type {type} is not known", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Packed(long[] numbers)
    {
        var all = new ProtoWriter();
        foreach (var number in numbers) all.Number(1, number);
        // The tag of each is one byte; without it, what is left is the packed form.
        var bytes = all.ToArray();
        var packed = new List<byte>();
        for (var at = 0; at < bytes.Length;)
        {
            var start = ++at;
            Assert.True(Varint.TryRead(bytes, ref at, out _));
            packed.AddRange(bytes[start..at]);
        }
        return [.. packed];
    }

    private static ProtoWriter OneByOne(ProtoWriter tensor, int field, byte[] raw, long[] numbers)
    {
        foreach (var number in numbers) tensor.Number(field, number);
        for (var at = 0; field == 4 && at < raw.Length; at += 4) tensor.Fixed32(4, BinaryPrimitives.ReadUInt32LittleEndian(raw.AsSpan(at)));
        for (var at = 0; field == 10 && at < raw.Length; at += 8) tensor.Fixed64(10, BinaryPrimitives.ReadUInt64LittleEndian(raw.AsSpan(at)));
        return tensor;
    }
}
