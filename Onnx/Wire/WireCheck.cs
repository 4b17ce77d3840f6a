using System.Text.Unicode;
using Google.Protobuf;

namespace SegEdge.Onnx.Wire;

/// <summary>Walks through a file's wire structure (protobuf.dev/programming-guides/encoding) before anything is allocated for it: every length
/// fits into what is around it, names are UTF-8, nesting ends, and what the parser and the IR will allocate is within the budget.</summary>
internal sealed class WireCheck
{
    // A graph in a graph takes three levels, and protobuf itself ends at 100.
    private const int MostNesting = 95;

    // Nobody's name; but a message that quotes one must stay readable, and each one is quoted.
    private const int LongestName = 1 << 16;

    private readonly MemoryBudget _budget;

    private WireCheck(MemoryBudget budget) => _budget = budget;

    /// <exception cref="OnnxException">It is no ONNX model, or a damaged one; the message says at which byte.</exception>
    public static void Check(ReadOnlySpan<byte> file, MemoryBudget budget) => new WireCheck(budget).Walk(file, 0, WireSchema.Model, 1);

    private void Walk(ReadOnlySpan<byte> message, long start, WireSchema kind, int depth)
    {
        if (depth > MostNesting) throw At(start, $"{kind.Name} lies {depth} levels deep; expected at most {MostNesting}");
        _budget.Spend(kind.Cost);
        ulong previous = 0;
        for (var at = 0; at < message.Length;)
        {
            var here = start + at;
            if (!Varint.TryRead(message, ref at, out var tag) || tag >> 3 is 0 or > (1 << 29) - 1)
                throw At(here, $"in {kind.Name}, there is no field number");
            var wire = (WireFormat.WireType)(tag & 7);
            var length = wire switch
            {
                WireFormat.WireType.Varint => LengthOfVarint(message, at),
                WireFormat.WireType.Fixed64 => 8,
                WireFormat.WireType.Fixed32 => 4,
                WireFormat.WireType.LengthDelimited => Varint.TryRead(message, ref at, out var claimed) ? (long)Math.Min(claimed, long.MaxValue) : -1,
                _ => throw At(here, $"in {kind.Name}, wire type {(int)wire}; expected 0, 1, 2 or 5"),
            };
            if (length < 0) throw At(here, $"in {kind.Name}, a number does not end");
            if (length > message.Length - at)
                throw At(here, $"in {kind.Name}, field {tag >> 3} claims {length:N0} bytes where {message.Length - at:N0} are left; is the file cut short");
            var content = message.Slice(at, (int)length);
            Field(content, start + at, kind.Find(tag >> 3, wire), kind, depth, again: tag >> 3 == previous);
            previous = tag >> 3;
            at += (int)length;
        }
    }

    private void Field(ReadOnlySpan<byte> content, long start, WireSchema.Field? field, WireSchema kind, int depth, bool again)
    {
        // Kept as bytes by the parser, and once more in the IR. Its list is made anew where the number changes.
        if (field is null) _budget.Spend((2L * content.Length) + (again ? WireSchema.UnknownAgain : WireSchema.Unknown));
        else if (field.Message is { } message) Walk(content, start, message, depth + 1);
        else
        {
            _budget.Spend(field.Cost + (field.CostPerByte * content.Length));
            if (!field.IsText) return;
            if (content.Length > LongestName && !field.IsLong)
                throw At(start, $"{kind.Name}.{field.Name} has {content.Length:N0} bytes; expected a name of {LongestName:N0} or less");
            if (!Utf8.IsValid(content)) throw At(start, $"{kind.Name}.{field.Name} is no UTF-8 text");
        }
    }

    private static long LengthOfVarint(ReadOnlySpan<byte> message, int at)
    {
        var end = at;
        return Varint.TryRead(message, ref end, out _) ? end - at : -1;
    }

    private static OnnxException At(long position, string what) => new($"at byte {position:N0}: {what}.");
}
