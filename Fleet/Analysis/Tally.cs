namespace SegEdge.Fleet.Analysis;

/// <summary>What is counted of a set of events. Tallies of disjoint sets add up.</summary>
public readonly record struct Tally
{
    public long Events { get; init; }

    /// <summary>Judged: confirmed, dismissed or of another class. Unsure and removed ones are neither.</summary>
    public long Reviewed { get; init; }

    public long Confirmed { get; init; }

    public long WithMargin { get; init; }

    public long LowMargin { get; init; }

    public long Explained { get; init; }

    public long OnContext { get; init; }

    public long Tested { get; init; }

    public long Untrusted { get; init; }

    public long Hits(Measure measure) => measure switch
    {
        Measure.Flags => Events,
        Measure.Refuted => Reviewed - Confirmed,
        Measure.LowMargin => LowMargin,
        Measure.Context => OnContext,
        _ => Untrusted,
    };

    /// <summary>Of how many; of <see cref="Measure.Flags"/> it is the exposure that counts, which no tally has.</summary>
    public long Trials(Measure measure) => measure switch
    {
        Measure.Flags => Events,
        Measure.Refuted => Reviewed,
        Measure.LowMargin => WithMargin,
        Measure.Context => Explained,
        _ => Tested,
    };

    public static Tally operator +(Tally a, Tally b) => new()
    {
        Events = a.Events + b.Events,
        Reviewed = a.Reviewed + b.Reviewed,
        Confirmed = a.Confirmed + b.Confirmed,
        WithMargin = a.WithMargin + b.WithMargin,
        LowMargin = a.LowMargin + b.LowMargin,
        Explained = a.Explained + b.Explained,
        OnContext = a.OnContext + b.OnContext,
        Tested = a.Tested + b.Tested,
        Untrusted = a.Untrusted + b.Untrusted,
    };
}
