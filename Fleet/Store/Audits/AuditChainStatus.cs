namespace SegEdge.Fleet.Store;

/// <summary>How far the audit records of a device that are here make one chain.</summary>
/// <param name="Loose">Follow a record that is not here: lost, or still to come. What stood there, nobody can tell.</param>
/// <param name="Beginnings">Follow none. More than one: the chain began anew, as it does at each start of a device that keeps no copy.</param>
public readonly record struct AuditChainStatus(long Records, long Loose, long Beginnings);
