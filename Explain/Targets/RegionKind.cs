namespace SegEdge.Explain;

/// <summary>Which pixels of a class are asked about.</summary>
public enum RegionKind
{
    /// <summary>The connected component with the most pixels; of equals the one met first in reading order.</summary>
    Largest,

    /// <summary>Every pixel of the class.</summary>
    All,

    /// <summary>The connected component under a point.</summary>
    AtPoint,
}
