namespace SegEdge.Camera.Simulation;

/// <summary>Builds a mesh for one individual; asked again for every distance with dice in the same state.</summary>
internal delegate void MeshBuilder(ref Dice dice, Mesh mesh, float pixelsPerMetre);
