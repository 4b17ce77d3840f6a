namespace SegEdge.Explain;

/// <summary>Where a cell lies, seen from a region; together they are all cells. See <see cref="RegionCells"/>.</summary>
[Flags]
public enum CellPart
{
    None = 0,

    /// <summary>Nothing but region within one cell.</summary>
    Inside = 1,

    /// <summary>Region and surroundings within one cell: the outline passes here.</summary>
    Boundary = 2,

    /// <summary>Nothing of the region within one cell.</summary>
    Context = 4,
}
