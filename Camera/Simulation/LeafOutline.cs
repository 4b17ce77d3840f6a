namespace SegEdge.Camera.Simulation;

internal enum LeafOutline
{
    /// <summary>Long and even, as of maize and grass.</summary>
    Strap,
    Ovate,

    /// <summary>Round, widest beyond the middle.</summary>
    Broad,
    Diamond,
    Toothed,
    Lobed,
    Arrow,
}
