namespace SegEdge.Camera.Simulation;

internal enum CropKind
{
    Maize,
    Beet,
    Bean,
    Cabbage,
    Sunflower,
}
