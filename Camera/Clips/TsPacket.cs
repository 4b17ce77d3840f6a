using System.Buffers.Binary;

namespace SegEdge.Camera.Clips;

/// <summary>One packet of an MPEG transport stream, 188 bytes; ISO/IEC 13818-1, 2.4.3.</summary>
internal readonly ref struct TsPacket(ReadOnlySpan<byte> bytes)
{
    public const int Size = 188;
    public const byte Sync = 0x47;

    private const byte UnitStart = 0x40, RandomAccess = 0x40, Discontinuity = 0x80;
    private const int Header = 4, AdaptationFlags = 5;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>13 bits.</summary>
    public int Pid => BinaryPrimitives.ReadUInt16BigEndian(_bytes[1..]) & 0x1FFF;

    /// <summary>A section, or an access unit's PES packet, begins here.</summary>
    public bool IsUnitStart => (_bytes[1] & UnitStart) != 0;

    /// <summary>Decoding can begin here: random_access_indicator, which FFmpeg and GStreamer set at key frames.</summary>
    public bool IsRandomAccess => HasAdaptation && (_bytes[AdaptationFlags] & RandomAccess) != 0;

    /// <summary>What follows header and adaptation field; empty where there is none.</summary>
    public ReadOnlySpan<byte> Payload
    {
        get
        {
            if ((_bytes[3] & 0x10) == 0) return default;
            var at = Header + ((_bytes[3] & 0x20) != 0 ? 1 + _bytes[Header] : 0);
            return at < Size ? _bytes[at..Size] : default;
        }
    }

    private bool HasAdaptation => (_bytes[3] & 0x20) != 0 && _bytes[Header] > 0;

    /// <summary>Says that time stamps and counters begin anew with this packet, where it has the field for that.</summary>
    public static void MarkDiscontinuity(Span<byte> packet)
    {
        if (new TsPacket(packet).HasAdaptation) packet[AdaptationFlags] |= Discontinuity;
    }
}
