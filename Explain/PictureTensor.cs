namespace SegEdge.Explain;

/// <summary>The model's picture input for a batch of one: [1, C, H, W], or [1, H, W, C] where <see cref="ChannelsLast"/>.
/// Values are in the model's own units (after mean, std and scale), so that mixing two pictures mixes their pixels.</summary>
public sealed record PictureTensor(int Channels, int Height, int Width, bool ChannelsLast)
{
    public int Length => Channels * Height * Width;
}
