namespace SegEdge.Pipeline.Decoding;

/// <summary>Turns one output's scores into a class map with margins.</summary>
internal interface IHeadDecoder
{
    /// <param name="scores">As the model gave them.</param>
    /// <returns>False if a score is NaN or infinite: the map must not be used.</returns>
    bool TryDecode(ReadOnlySpan<float> scores, ClassMap map);
}
