namespace SegEdge.Camera.Simulation;

internal enum WeedKind
{
    /// <summary>A flat rosette of toothed leaves, sometimes with a yellow flower.</summary>
    Dandelion,

    /// <summary>Grey-green, deeply lobed, spiny.</summary>
    Thistle,

    Grass,

    /// <summary>A low mat of many small leaves.</summary>
    Chickweed,

    /// <summary>Upright, diamond leaves, reddish stem.</summary>
    Pigweed,

    /// <summary>Creeping shoots with arrow-shaped leaves.</summary>
    Bindweed,
}
