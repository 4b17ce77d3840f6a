namespace SegEdge.Explain;

/// <summary>What a hidden part of the frame is replaced by. No reference hides the evidence in every scene (a blurred road is still a
/// road), so several are tried and the one that moves the score most is taken.</summary>
public interface IReference
{
    /// <summary>Published with the explanation.</summary>
    string Name { get; }

    /// <param name="picture">Normalised frame in the layout of <paramref name="shape"/>.</param>
    /// <param name="content">Where the frame is; letterbox padding outside stays as it is.</param>
    /// <param name="reference">Holds a copy of the frame; only the content may be overwritten.</param>
    void Fill(ReadOnlySpan<float> picture, PictureTensor shape, PixelRect content, Span<float> reference);
}
