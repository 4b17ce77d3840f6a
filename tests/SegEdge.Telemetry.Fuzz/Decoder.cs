namespace SegEdge.Telemetry.Fuzz;

/// <summary>Something that takes bytes from outside, and what must hold for any bytes at all.</summary>
/// <param name="Name">As on the command line: <c>heat</c>.</param>
/// <param name="Seeds">Good inputs, to start from.</param>
/// <param name="Run">Whether the input is good. Throws where a law is broken: bytes are refused in the documented way, or what they mean comes back the same from
/// writing and reading.</param>
/// <param name="Repair">Puts right what only guards against accidents (a checksum, a length), so that a change gets past it.</param>
public sealed record Decoder(string Name, IReadOnlyList<byte[]> Seeds, Func<byte[], bool> Run, Action<byte[]>? Repair = null)
{
    /// <summary>Managed bytes that one input may cost: its deflate's best case and what the result is made of, never what a header only claims.</summary>
    public static long MostAllocated(int inputBytes) => (2L << 20) + (8L * 1032 * inputBytes);
}
