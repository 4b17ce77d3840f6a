namespace SegEdge.Fleet.Analysis;

/// <summary>From <paramref name="Low"/> to <paramref name="High"/>, both in it.</summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Nothing was counted, so nothing is excluded: a share.</summary>
    public static Interval AnyShare { get; } = new(0, 1);

    /// <summary>Lies wholly above <paramref name="other"/> and <paramref name="margin"/> more.</summary>
    public bool IsAbove(Interval other, double margin) => Low > other.High + margin;
}
