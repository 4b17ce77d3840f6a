namespace SegEdge.EdgeHost.Dashboard;

/// <summary>What the archive may hold in memory; beyond it the oldest goes.</summary>
public sealed record ArchiveLimits
{
    public int Events { get; init; } = 500;

    /// <summary>128 MB: about 5,000 usual bundles, or all 500 events with full frames.</summary>
    public long BlobBytes { get; init; } = 128L << 20;

    /// <summary>The contract aims at 4 kB; 16 times that is a broken or hostile sender.</summary>
    public int EventBytes { get; init; } = 64 << 10;

    /// <summary>The contract's ceiling for one blob after its parts are joined.</summary>
    public int OneBlobBytes { get; init; } = 4 << 20;
}
