namespace SegEdge.Fleet.Store.Retention;

/// <summary>What one run of retention took away. The ledger goes on saying "complete to": what is named here had arrived.</summary>
/// <param name="RunId">ULID.</param>
/// <param name="What">event; frame, thumb, mask, heat (blobs before their events); blob (with their events); orphan (blobs without an event); day (folders and files of Parquet).</param>
/// <param name="Before">Received before; of days, captured before.</param>
public sealed record RetentionRecord(string RunId, string What, DateTimeOffset Utc, long Records, long Bytes, DateTimeOffset Before);
