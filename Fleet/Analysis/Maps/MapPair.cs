namespace SegEdge.Fleet.Analysis;

/// <summary>Where two model versions look, on the same class and camera.</summary>
/// <param name="Distance">Jensen-Shannon distance of the mean maps; null where there are too few maps to say.</param>
/// <param name="Chance">The largest distance that relabelling the same maps by chance gave.</param>
public sealed record MapPair(string Class, string Camera, int OldMaps, int NewMaps, double? Distance, double? Chance, IReadOnlyList<double> OldMean, IReadOnlyList<double> NewMean)
{
    /// <summary>Further apart than by chance: above every relabelling.</summary>
    public bool Differs => Distance > Chance;
}
