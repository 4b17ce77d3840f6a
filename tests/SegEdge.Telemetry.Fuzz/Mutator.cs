using System.Buffers.Binary;
using System.Text;

namespace SegEdge.Telemetry.Fuzz;

/// <summary>Changes inputs as AFL's havoc stage does: bits, bytes, numbers at the edge of their range, blocks cut, copied and taken from another seed, and words that
/// mean something in JSON.</summary>
public sealed class Mutator(Random random, Decoder decoder)
{
    private static readonly long[] Numbers = [0, 1, -1, 127, 128, 255, 256, 512, 513, 32_767, 65_535, 65_536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue];

    private static readonly byte[][] Words =
        [.. new[] { "null", "true", "{}", "[]", "\"\"", "-1", "1e999", "1e-999", "0.5", "9223372036854775808", "\"\\ud800\"", ",", ":", "}", "]", "[", "{", "\"other\"", "\"2026-01-01T00:00:00Z\"", "\"\\u0000\"", "[[[[[[[[", "../", "+", "#", "/" }.Select(Encoding.UTF8.GetBytes)];

    public byte[] Next()
    {
        var bytes = new List<byte>(Any());
        for (var changes = random.Next(1, 5); changes > 0; changes--) Change(bytes);
        var input = bytes.ToArray();
        if (random.Next(8) > 0) decoder.Repair?.Invoke(input);
        return input;
    }

    private byte[] Any() => decoder.Seeds[random.Next(decoder.Seeds.Count)];

    private void Change(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.AddRange(Any());
            return;
        }

        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 1 << random.Next(1, 7)), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes[at] += (byte)random.Next(-16, 17); break;
            case 3: Write(bytes, at); break;
            case 4: bytes.RemoveRange(at, length); break;
            case 5: bytes.InsertRange(random.Next(bytes.Count + 1), [.. bytes.Skip(at).Take(length)]); break;
            case 6: bytes.InsertRange(at, Words[random.Next(Words.Length)]); break;
            case 7:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
            default:
                var other = Any();
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + length)]);
                break;
        }
    }

    private void Write(List<byte> bytes, int at)
    {
        Span<byte> number = stackalloc byte[8];
        var width = 1 << random.Next(4);
        if (random.Next(2) == 0) BinaryPrimitives.WriteInt64LittleEndian(number, Numbers[random.Next(Numbers.Length)]);
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(number, Numbers[random.Next(Numbers.Length)]);
            number = number[(8 - width)..];
        }

        for (var i = 0; i < width && at + i < bytes.Count; i++) bytes[at + i] = number[i];
    }
}
