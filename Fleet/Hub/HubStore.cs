namespace SegEdge.Fleet.Hub;

/// <summary>Where a hub keeps what it archives.</summary>
public enum HubStore
{
    /// <summary>A folder of its own; one hub process.</summary>
    Embedded,

    /// <summary>A PostgreSQL database that several hub workers share.</summary>
    Postgres,
}
