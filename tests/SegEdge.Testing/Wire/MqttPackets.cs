namespace SegEdge.Testing;

/// <summary>Cuts a stream of bytes into MQTT packets: one byte of type and flags, the length in 7-bit groups, that many bytes.</summary>
/// <remarks>OASIS MQTT 5.0, 2.1.</remarks>
public sealed class MqttPackets
{
    private readonly List<byte> _rest = [];

    /// <summary>The packets that these bytes complete, each whole.</summary>
    public IReadOnlyList<byte[]> Add(ReadOnlySpan<byte> bytes)
    {
        _rest.AddRange(bytes);
        var packets = new List<byte[]>();
        var at = 0;
        while (LengthAt(at) is { } length && at + length <= _rest.Count)
        {
            packets.Add([.. _rest[at..(at + length)]]);
            at += length;
        }

        _rest.RemoveRange(0, at);
        return packets;
    }

    // With its head; null while the head is not whole.
    private int? LengthAt(int start)
    {
        var length = 0;
        for (var i = 1; i <= 4 && start + i < _rest.Count; i++)
        {
            length |= (_rest[start + i] & 0x7f) << (7 * (i - 1));
            if ((_rest[start + i] & 0x80) == 0) return 1 + i + length;
        }

        return null;
    }
}
