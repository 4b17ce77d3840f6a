namespace SegEdge.Camera.Clips;

/// <summary>The packets from one key frame to the next, the tables before them: decoding can begin with its first byte.</summary>
internal sealed class PictureGroup(long number, long arrivedAt)
{
    // 256 packets: some ten of them hold a second of 4 Mbit/s, and none is large enough for the large object heap.
    public const int BlockBytes = 256 * TsPacket.Size;

    private readonly List<byte[]> _blocks = [];
    private readonly List<(int Offset, long ArrivedAt)> _units = [];

    public long Number => number;

    /// <summary>When its key frame came.</summary>
    public long ArrivedAt => arrivedAt;

    /// <summary>When its last access unit began to come.</summary>
    public long LastAt => _units[^1].ArrivedAt;

    public int Length { get; private set; }

    /// <summary>Where the last access unit begins that may still be incomplete; all of it once the next key frame came.</summary>
    public int Whole { get; private set; }

    public int Blocks => _blocks.Count;

    /// <summary>Another block is needed for another packet.</summary>
    public bool IsFull => Length == _blocks.Count * BlockBytes;

    public void Extend(byte[] block) => _blocks.Add(block);

    public void Add(ReadOnlySpan<byte> packet)
    {
        packet.CopyTo(_blocks[Length / BlockBytes].AsSpan(Length % BlockBytes));
        Length += packet.Length;
    }

    /// <summary>The next packet begins an access unit.</summary>
    public void MarkUnit(long at)
    {
        Whole = Length;
        _units.Add((Length, at));
    }

    /// <summary>No more will come; what was not finished stays out where <paramref name="cutOff"/>.</summary>
    public void Close(bool cutOff)
    {
        if (!cutOff) Whole = Length;
    }

    /// <returns>Where the first access unit begins that came later than that; all of what is whole if none did.</returns>
    public (int Offset, bool Later) EndBefore(long time)
    {
        // From the end: readers follow closely.
        var at = _units.Count;
        while (at > 0 && _units[at - 1].ArrivedAt > time) at--;
        return at < _units.Count ? (_units[at].Offset, true) : (Whole, false);
    }

    /// <summary>From <paramref name="offset"/> on, at most to the end of its block.</summary>
    public ReadOnlySpan<byte> Bytes(int offset, int end)
    {
        var begin = offset % BlockBytes;
        return _blocks[offset / BlockBytes].AsSpan(begin, Math.Min(end - offset, BlockBytes - begin));
    }

    public IEnumerable<byte[]> TakeBlocks() => _blocks;
}
