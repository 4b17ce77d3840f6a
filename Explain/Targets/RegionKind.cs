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

    /// <summary>Every pixel of the class within a rectangle.</summary>
    Box,

    /// <summary>The quarter of the class's pixels that the model is least sure of, by margin.</summary>
    Uncertain,
}
