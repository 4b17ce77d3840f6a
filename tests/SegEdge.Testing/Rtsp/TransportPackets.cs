using System.Buffers.Binary;

namespace SegEdge.Testing;

/// <summary>MPEG transport packets made by hand: tables, and access units of so many packets. No video that could be decoded.</summary>
public static class TransportPackets
{
    public const int PacketBytes = 188, VideoPid = 0x100;

    private const int PmtPid = 0x1000;

    /// <param name="type">stream_type; 0x1B is H.264.</param>
    public static byte[] Tables(byte type = 0x1B) => [.. Section(0, Pat()), .. Section(PmtPid, Pmt(type))];

    /// <summary>An access unit.</summary>
    /// <param name="mark">What its payload is filled with.</param>
    public static byte[] Unit(int packets, bool isKey, byte mark) =>
        [.. Enumerable.Range(0, packets).SelectMany(i => Video(isStart: i == 0, isKey: isKey && i == 0, mark))];

    private static byte[] Video(bool isStart, bool isKey, byte mark)
    {
        var packet = new byte[PacketBytes];
        packet.AsSpan().Fill(mark);
        Header(packet, VideoPid, isStart, hasAdaptation: isStart);
        if (isStart) (packet[4], packet[5]) = (1, (byte)(isKey ? 0x40 : 0));
        return packet;
    }

    private static byte[] Section(int pid, byte[] section)
    {
        var packet = new byte[PacketBytes];
        packet.AsSpan().Fill(0xFF);
        Header(packet, pid, isStart: true, hasAdaptation: false);
        packet[4] = 0;
        section.CopyTo(packet, 5);
        return packet;
    }

    private static void Header(byte[] packet, int pid, bool isStart, bool hasAdaptation)
    {
        packet[0] = 0x47;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(1), (ushort)(pid | (isStart ? 0x4000 : 0)));
        packet[3] = (byte)(hasAdaptation ? 0x30 : 0x10);
    }

    // table, length, id, version, section, last section, then the program's table; the checksum is left 0.
    private static byte[] Pat() => [0x00, 0xB0, 13, 0, 1, 0xC1, 0, 0, 0, 1, 0xE0 | (PmtPid >> 8), PmtPid & 0xFF, 0, 0, 0, 0];

    private static byte[] Pmt(byte type) =>
        [0x02, 0xB0, 18, 0, 1, 0xC1, 0, 0, 0xE0 | (VideoPid >> 8), VideoPid & 0xFF, 0xF0, 0, type, 0xE0 | (VideoPid >> 8), VideoPid & 0xFF, 0xF0, 0, 0, 0, 0, 0];
}
