namespace SegEdge.Telemetry.Tests.Fuzz;

/// <summary>Something that reads bytes of others. Law: it takes them, or refuses them by one exception, and needs memory in proportion.</summary>
/// <param name="Refuses">The exception that is its refusal; any other is a fault.</param>
/// <param name="MostBytes">What one run may allocate.</param>
/// <param name="Run">Reads; throws what it refuses.</param>
internal sealed record Decoder(string Name, Type Refuses, long MostBytes, IReadOnlyList<byte[]> Seeds, Action<byte[]> Run)
{
    /// <summary>Makes changed bytes pass a check at the door that would hide all behind it, such as a checksum.</summary>
    public Func<byte[], byte[]> Repair { get; init; } = bytes => bytes;

    /// <returns>Whether the bytes were taken.</returns>
    /// <exception cref="InvalidOperationException">The law is broken.</exception>
    public bool Take(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var taken = false;
        try
        {
            Run(bytes);
            taken = true;
        }
        catch (Exception e) when (Refuses.IsInstanceOfType(e)) { } // expected: its refusal
        catch (Exception e)
        {
            throw new InvalidOperationException($"'{Name}' threw {e.GetType().Name}: {e.Message} The bytes: {Convert.ToHexString(bytes)}", e);
        }

        var used = GC.GetAllocatedBytesForCurrentThread() - before;
        return used <= MostBytes ? taken : throw new InvalidOperationException($"'{Name}' took {used} bytes of memory for {bytes.Length}. The bytes: {Convert.ToHexString(bytes)}");
    }
}
