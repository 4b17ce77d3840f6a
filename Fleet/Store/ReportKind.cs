namespace SegEdge.Fleet.Store;

/// <summary>What a device says of itself; of each kind only the last one is kept.</summary>
public enum ReportKind
{
    Birth,
    Connection,
    State,
}
