using System.Buffers.Binary;

namespace SegEdge.Testing;

/// <summary>Loses the broker's acknowledgements of chosen publishes; the publishes themselves pass.</summary>
/// <param name="chosen">Asked once for each PUBLISH of QoS 1, with its whole packet.</param>
public sealed class DroppedPubacks(Func<ReadOnlyMemory<byte>, bool> chosen) : IWireFault
{
    private const int Publish = 3, Puback = 4;

    private readonly Lock _gate = new();
    private readonly MqttPackets _up = new(), _down = new();
    private readonly HashSet<ushort> _doomed = [];

    public ReadOnlyMemory<byte> Up(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
            foreach (var packet in _up.Add(bytes.Span))
                if (packet[0] >> 4 == Publish && (packet[0] & 0b0110) == 0b0010 && chosen(packet)) _doomed.Add(PublishId(packet));
        return bytes;
    }

    public ReadOnlyMemory<byte> Down(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            return _down.Add(bytes.Span).Where(packet => packet[0] >> 4 != Puback || !_doomed.Remove(Id(packet, HeadLength(packet))))
                .SelectMany(packet => packet).ToArray();
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
