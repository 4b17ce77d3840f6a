namespace SegEdge.Camera.Simulation;

/// <summary>How the fine structure of a surface looks; drawn per pixel by <see cref="MeshRasterizer"/>.</summary>
internal enum Finish : byte
{
    Plain,
    Leaf,
    Cloth,
    Fur,
    Rock,
}
