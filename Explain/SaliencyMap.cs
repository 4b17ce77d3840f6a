namespace SegEdge.Explain;

/// <summary>What each cell of a frame did for the answer: raw numbers, and all a reader needs to repeat them.</summary>
/// <param name="Cells">[Rows, Columns] of <paramref name="Grid"/>, in the unit and with the sign of <paramref name="Method"/>. Of coalition and integrated gradients,
/// occlusion and KernelSHAP: nats, above 0 speaks for the class, below 0 for the foil.</param>
/// <param name="Input">The model's picture input, in whose pixels the grid lies.</param>
/// <param name="Method">Name of the explainer.</param>
/// <param name="Parameters">The explainer's own, such as <c>patches=20x12</c>.</param>
/// <param name="Reference">What hidden cells showed.</param>
/// <param name="Full">v(1): score of the frame.</param>
/// <param name="Empty">v(0): score of the reference.</param>
/// <param name="Passes">Forward passes spent on the cells alone, without references and metrics.</param>
/// <param name="ModelHash">As in the manifest: a map is about one model.</param>
/// <param name="Sampling">Of a map that is a mean of samples.</param>
public sealed record SaliencyMap(
    ReadOnlyMemory<float> Cells, CellGrid Grid, PictureTensor Input, string Method, string Parameters, long Seed, Target Target,
    string Reference, double Full, double Empty, int Passes, TimeSpan Elapsed, string ModelHash, MapSampling? Sampling = null)
{
    /// <summary>Where the map lies, in model input pixels; without letterbox padding.</summary>
    public PixelRect Content => Grid.Content;
}
