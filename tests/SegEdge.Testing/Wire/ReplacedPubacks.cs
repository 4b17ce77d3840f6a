using System.Buffers.Binary;

namespace SegEdge.Testing;

/// <summary>Loses the broker's acknowledgements of chosen publishes, or puts others in their place; the publishes themselves pass.</summary>
/// <param name="instead">Asked once for each PUBLISH of QoS 1, with its whole packet. Null: its PUBACK passes; empty: it is lost.</param>
public sealed class ReplacedPubacks(Func<byte[], byte[]?> instead) : IWireFault
{
    private const int Publish = 3, PubackType = 4;

    private readonly Lock _gate = new();
    private readonly MqttPackets _up = new(), _down = new();
    private readonly Dictionary<ushort, byte[]> _doomed = [];

    public static byte[] Disconnect(byte reason) => [0xE0, 2, reason, 0];

    public static byte[] Puback(byte[] publish)
    {
        var packet = new byte[] { PubackType << 4, 2, 0, 0 };
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), PublishId(publish));
        return packet;
    }

    public ReadOnlyMemory<byte> Up(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
            foreach (var packet in _up.Add(bytes.Span))
                if (packet[0] >> 4 == Publish && (packet[0] & 0b0110) == 0b0010 && instead(packet) is { } replaced) _doomed[PublishId(packet)] = replaced;
        return bytes;
    }

    public ReadOnlyMemory<byte> Down(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            return _down.Add(bytes.Span)
                .SelectMany(packet => packet[0] >> 4 == PubackType && _doomed.Remove(Id(packet, HeadLength(packet)), out var replaced) ? replaced : packet).ToArray();
        }
    }

    private static ushort PublishId(byte[] packet)
    {
        var head = HeadLength(packet);
        return Id(packet, head + 2 + Id(packet, head)); // after the topic
    }

    private static ushort Id(byte[] packet, int at) => BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(at));

    private static int HeadLength(byte[] packet)
    {
        var length = 2;
        while ((packet[length - 1] & 0x80) != 0) length++;
        return length;
    }
}
