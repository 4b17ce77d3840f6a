namespace SegEdge.Camera.Clips;

/// <summary>One transport stream from its first byte to its last, cut into packets and put into the ring. One thread feeds it.</summary>
/// <remarks>Only what a clip needs is read: the tables, where access units begin, and which are key frames.</remarks>
internal sealed class TransportStream(PacketRing ring)
{
    private readonly TsTables _tables = new();
    private readonly byte[] _part = new byte[TsPacket.Size];
    private int _held;

    /// <param name="bytes">As they come: packets may be cut anywhere.</param>
    /// <param name="arrivedAt">In ticks of the ring's clock.</param>
    public void Feed(ReadOnlySpan<byte> bytes, long arrivedAt)
    {
        while (bytes.Length > 0)
        {
            if (_held == 0)
            {
                // Out of step: what lies before the next packet is thrown away.
                var sync = bytes.IndexOf(TsPacket.Sync);
                if (sync < 0) return;
                bytes = bytes[sync..];
                if (bytes.Length >= TsPacket.Size)
                {
                    Take(bytes[..TsPacket.Size], arrivedAt);
                    bytes = bytes[TsPacket.Size..];
                    continue;
                }
            }
            var count = Math.Min(TsPacket.Size - _held, bytes.Length);
            bytes[..count].CopyTo(_part.AsSpan(_held));
            bytes = bytes[count..];
            if ((_held += count) < TsPacket.Size) return;
            _held = 0;
            Take(_part, arrivedAt);
        }
    }

    /// <summary>The program that wrote it is gone: what it did not finish is no part of any clip.</summary>
    public void End() => ring.EndStream();

    private void Take(ReadOnlySpan<byte> bytes, long arrivedAt)
    {
        var packet = new TsPacket(bytes);
        if (_tables.Take(bytes))
        {
            if (_tables.UnknownType is { } type) ring.Refuse(type);
            if (_tables.VideoPid >= 0) ring.Add(bytes);
            return;
        }
        if (_tables.VideoPid < 0) return;
        if (packet.Pid != _tables.VideoPid || !packet.IsUnitStart) ring.Add(bytes);
        else if (packet.IsRandomAccess) ring.Begin(_tables.Pat, _tables.Pmt, bytes, arrivedAt);
        else ring.AddUnit(bytes, arrivedAt);
    }
}
