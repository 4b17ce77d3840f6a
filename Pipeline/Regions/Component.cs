namespace SegEdge.Pipeline.Regions;

/// <summary>Places of one class that hang together. Its seed is its first place in reading order, which is in its top row.</summary>
/// <param name="Right">One past its last column.</param>
/// <param name="Bottom">One past its last row.</param>
/// <param name="Margins">Sum over its places.</param>
internal record struct Component(byte Class, int Left, int Top, int Right, int Bottom, int SeedX, int Places, double Margins)
{
    /// <summary>Takes in one that begins later in reading order.</summary>
    public void Join(in Component other)
    {
        Left = Math.Min(Left, other.Left);
        Right = Math.Max(Right, other.Right);
        Bottom = Math.Max(Bottom, other.Bottom);
        Places += other.Places;
        Margins += other.Margins;
    }
}
