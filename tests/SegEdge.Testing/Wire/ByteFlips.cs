namespace SegEdge.Testing;

/// <summary>A proxy with bad memory: of every so many bytes one has a bit turned. TCP's checksum is right all the same.</summary>
/// <param name="flips">Whether it does so at the moment.</param>
public sealed class ByteFlips(int seed, int oneIn, Func<bool> flips) : IWireFault
{
    private readonly Random _up = new(seed), _down = new(~seed);

    public ReadOnlyMemory<byte> Up(ReadOnlyMemory<byte> bytes) => Flip(bytes, _up);

    public ReadOnlyMemory<byte> Down(ReadOnlyMemory<byte> bytes) => Flip(bytes, _down);

    private ReadOnlyMemory<byte> Flip(ReadOnlyMemory<byte> bytes, Random random)
    {
        if (!flips()) return bytes;
        var copy = bytes.ToArray();
        for (var at = random.Next(2 * oneIn); at < copy.Length; at += 1 + random.Next(2 * oneIn)) copy[at] ^= (byte)(1 << random.Next(8));
        return copy;
    }
}
