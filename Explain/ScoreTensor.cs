namespace SegEdge.Explain;

/// <summary>One output with per-pixel class scores for a batch of one: [1, C, H, W], or [1, H, W, C]
/// where <see cref="ChannelsLast"/>.</summary>
/// <param name="Head">Name of the head, as in the manifest.</param>
/// <param name="Channels">Number of classes; 1 for a binary head and for a class map.</param>
public sealed record ScoreTensor(string Head, int Channels, int Height, int Width, bool ChannelsLast, ScoreKind Kind)
{
    public int Length => Channels * Height * Width;
}
