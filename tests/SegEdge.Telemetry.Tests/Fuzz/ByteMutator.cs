using System.Text;

namespace SegEdge.Telemetry.Tests.Fuzz;

/// <summary>Changes bytes where readers are touchy: tokens, numbers, text, lengths; also two inputs into one.</summary>
internal sealed class ByteMutator(Random random, IReadOnlyList<byte[]> others)
{
    // Longer inputs only repeat what shorter ones show, and the door of commands is at 8 kB.
    private const int MostBytes = 16 * 1024;

    private static readonly byte[][] Tokens =
    [
        .. ((string[])["{", "}", "[", "]", ",", ":", "\"", "null", "true", "0", "-1", "1e400", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "0.1",
            "[[1,9223372036854775807]]", "\\ud800", "\\u0000", "\\", ".", "=", " ", "\n", "e30", "/*", new string('[', 70), "\"hash\":\"", "\"epoch\":", "{}", "[]", "\"\""])
            .Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff],
    ];

    public byte[] Mutate(byte[] input)
    {
        var bytes = new List<byte>(input);
        for (var changes = random.Next(1, 5); changes > 0; changes--) Change(bytes);
        return bytes.Count <= MostBytes ? [.. bytes] : [.. bytes[..MostBytes]];
    }

    private void Change(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 1 << random.Next(1, 8)), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes.RemoveRange(at, length); break;
            case 3: bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length)); break;
            case 4: bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]); break;
            case 5: // a token in place of what was there
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                break;
            case 6 when random.Next(4) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
            case 7 when others.Count > 0:
                var other = others[random.Next(others.Count)];
                var from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(length + 1, other.Length - from)).ToArray());
                break;
        }
    }
}
