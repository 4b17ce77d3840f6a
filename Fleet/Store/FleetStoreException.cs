namespace SegEdge.Fleet.Store;

/// <summary>The store cannot be read or written now: a full disk, a database that is away. Nothing of the batch was kept; the same call may succeed
/// later. What is wrong with the records themselves is another exception.</summary>
public sealed class FleetStoreException(string message, Exception? inner = null) : IOException(message, inner);
