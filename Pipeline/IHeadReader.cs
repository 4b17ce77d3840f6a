namespace SegEdge.Pipeline;

/// <summary>Where one head's class map comes from, after a run: decoded here, or made by the graph.</summary>
internal interface IHeadReader
{
    ClassMap NewMap();

    /// <returns>False if a score is NaN or infinite: the map must not be used.</returns>
    bool TryRead(ClassMap map);
}
