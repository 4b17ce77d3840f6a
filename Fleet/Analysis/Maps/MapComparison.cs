namespace SegEdge.Fleet.Analysis;

/// <summary>Two model versions' mean heat maps held against each other: the gate of a roll-out.</summary>
/// <param name="Pairs">The furthest apart first, then those that have too few maps.</param>
/// <param name="Relabellings">By chance, for each pair. As many as make one false alarm in twenty comparisons of this size.</param>
/// <param name="MissingBlobs">Maps that events name and that are not here, or that are damaged.</param>
public sealed record MapComparison(string OldVersion, string NewVersion, double MaxDistance, IReadOnlyList<MapPair> Pairs, int Relabellings, int MissingBlobs)
{
    /// <summary>Maps of each version that a pair needs.</summary>
    public const int LeastMaps = 10;

    public int Compared => Pairs.Count(pair => pair.Distance is not null);

    public IReadOnlyList<MapPair> Failed => [.. Pairs.Where(pair => pair.Differs && pair.Distance > MaxDistance)];

    public bool Passes => Compared > 0 && Failed.Count == 0;
}
