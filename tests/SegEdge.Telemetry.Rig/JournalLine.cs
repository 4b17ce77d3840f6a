using System.Globalization;

namespace SegEdge.Telemetry.Rig;

/// <summary>What became of an append, as its caller saw it. Absent after a kill: tried, and nobody was told.</summary>
/// <param name="Seq">Null when refused.</param>
/// <param name="Epoch">In which <paramref name="Seq"/> counts.</param>
public sealed record JournalLine(long Number, bool Tried, string? Epoch, long? Seq, int BlobsDropped)
{
    public static string Try(long number) => string.Create(CultureInfo.InvariantCulture, $"try {number}");

    public static string Done(long number, string epoch, AppendReceipt receipt) => receipt.Seq is { } seq
        ? string.Create(CultureInfo.InvariantCulture, $"ack {number} {epoch} {seq} {receipt.BlobsDropped}")
        : string.Create(CultureInfo.InvariantCulture, $"no {number}");

    /// <exception cref="FormatException">No line of a journal.</exception>
    public static JournalLine Parse(string line) => line.Split(' ') switch
    {
        ["try", var number] => new(Long(number), true, null, null, 0),
        ["ack", var number, var epoch, var seq, var dropped] => new(Long(number), false, epoch, Long(seq), (int)Long(dropped)),
        ["no", var number] => new(Long(number), false, null, null, 0),
        _ => throw new FormatException($"Journal line is '{line}', expected 'try N', 'ack N EPOCH SEQ DROPPED' or 'no N'."),
    };

    private static long Long(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
