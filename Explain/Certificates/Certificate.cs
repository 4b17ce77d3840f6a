namespace SegEdge.Explain;

/// <summary>How faithful a map is on this frame, measured.</summary>
/// <param name="Faithfulness">Estimate of insertion AUC - deletion AUC of the region's score: 0 for a map that orders cells at random, up to about 1.</param>
/// <param name="Random">The same of random cells of equal area; null when there were no passes for it.</param>
/// <param name="Nodes">Shares of cells that were kept and deleted.</param>
public sealed record Certificate(double Faithfulness, double? Random, IReadOnlyList<double> Nodes)
{
    public double? Margin => Faithfulness - Random;
}
