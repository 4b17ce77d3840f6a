namespace SegEdge.Onnx.Wire;

/// <summary>How much memory reading may take: in proportion to the file, so that a small file cannot claim a large machine.</summary>
/// <param name="fileBytes">Size of the file that is read.</param>
internal sealed class MemoryBudget(long fileBytes)
{
    /// <summary>What any file may take. A node with what it makes takes 2 kB as an object and may be 10 bytes in the file: this is
    /// room for 80,000 of them, and little for a machine that runs such a network.</summary>
    public const long Slack = 256L << 20;

    // One copy of the weights in flight, one kept.
    private readonly long _limit = (2 * fileBytes) + Slack;

    public long Spent { get; private set; }

    /// <exception cref="OnnxException">More than the limit.</exception>
    public void Spend(long bytes)
    {
        Spent += bytes;
        if (Spent > _limit)
            throw new OnnxException($"it would take more than {_limit:N0} bytes of memory (twice its size and {Slack:N0}); expected weights "
                + "in 'raw_data' and a plausible number of nodes. Is it damaged?");
    }
}
