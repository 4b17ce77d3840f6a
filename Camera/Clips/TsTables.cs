using System.Buffers.Binary;

namespace SegEdge.Camera.Clips;

/// <summary>The two tables of a transport stream with one program: which packets are its video (ISO/IEC 13818-1, 2.4.4). FFmpeg and GStreamer put
/// each into one packet.</summary>
internal sealed class TsTables
{
    // stream_type: H.264 and H.265. Others (Motion JPEG) travel as private data that no player knows.
    private const byte H264 = 0x1B, H265 = 0x24;
    private const int PatId = 0, PmtId = 2, Checksum = 4;

    private readonly byte[] _pat = new byte[TsPacket.Size], _pmt = new byte[TsPacket.Size];
    private int _pmtPid = -1;

    /// <summary>-1 until both tables came.</summary>
    public int VideoPid { get; private set; } = -1;

    /// <summary>Of a stream that clips cannot be made of; null while there is none, or none known.</summary>
    public byte? UnknownType { get; private set; }

    /// <summary>Both packets as they came last: what a player needs first.</summary>
    public ReadOnlySpan<byte> Pat => _pat;

    /// <inheritdoc cref="Pat"/>
    public ReadOnlySpan<byte> Pmt => _pmt;

    /// <returns>True if the packet was one of the tables.</returns>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        var packet = new TsPacket(bytes);
        if (packet.Pid == 0)
        {
            if (Section(packet, PatId) is not { Length: > 0 } pat) return true;
            ReadPat(pat);
            bytes.CopyTo(_pat);
            return true;
        }
        if (packet.Pid != _pmtPid) return false;
        if (Section(packet, PmtId) is not { Length: > 0 } pmt) return true;
        ReadPmt(pmt);
        bytes.CopyTo(_pmt);
        return true;
    }

    // program_number 0 is the network's table.
    private void ReadPat(ReadOnlySpan<byte> section)
    {
        for (var at = 8; at + 4 <= section.Length - Checksum; at += 4)
            if (BinaryPrimitives.ReadUInt16BigEndian(section[at..]) != 0)
            {
                _pmtPid = Pid(section[(at + 2)..]);
                return;
            }
    }

    private void ReadPmt(ReadOnlySpan<byte> section)
    {
        if (section.Length < 12) return;
        for (var at = 12 + Length(section[10..]); at + 5 <= section.Length - Checksum; at += 5 + Length(section[(at + 3)..]))
        {
            var type = section[at];
            if (type is H264 or H265)
            {
                (VideoPid, UnknownType) = (Pid(section[(at + 1)..]), null);
                return;
            }
            UnknownType = type;
        }
    }

    // From table_id to the checksum; empty where it is another table, or is cut off.
    private static ReadOnlySpan<byte> Section(TsPacket packet, byte table)
    {
        var payload = packet.Payload;
        if (!packet.IsUnitStart || payload.Length == 0 || 1 + payload[0] + 3 > payload.Length) return default;
        var section = payload[(1 + payload[0])..];
        var length = 3 + Length(section[1..]);
        return section[0] == table && length <= section.Length ? section[..length] : default;
    }

    private static int Length(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt16BigEndian(at) & 0xFFF;

    private static int Pid(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt16BigEndian(at) & 0x1FFF;
}
