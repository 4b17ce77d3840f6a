namespace SegEdge.Fleet.Store;

/// <summary>Counts and sums of flagged frames; those of disjoint sets add up.</summary>
public readonly record struct FlagFigures
{
    public long Flags { get; init; }

    public long Alerts { get; init; }

    /// <summary>Explanations by status; the rest of <see cref="Flags"/> has none.</summary>
    public long Ok { get; init; }

    public long Stale { get; init; }

    public long Untrusted { get; init; }

    public long Skipped { get; init; }

    /// <summary>Of a status that this version does not know.</summary>
    public long OtherStatus { get; init; }

    /// <summary>Events whose explanation is ok and has shares.</summary>
    public long WithContext { get; init; }

    /// <summary>Of their shares of context, 0..1 each.</summary>
    public double ContextSum { get; init; }

    public long WithMargin { get; init; }

    public double MarginSum { get; init; }

    /// <summary>Of milliseconds from capture to result.</summary>
    public double TotalMsSum { get; init; }

    /// <summary>Events by the last verdict on them that stands.</summary>
    public long Confirmed { get; init; }

    public long Dismissed { get; init; }

    public long WrongClass { get; init; }

    /// <summary>Unsure, or to be removed: neither right nor wrong.</summary>
    public long Undecided { get; init; }

    public long Judged => Confirmed + Dismissed + WrongClass;

    public static FlagFigures operator +(FlagFigures a, FlagFigures b) => new()
    {
        Flags = a.Flags + b.Flags,
        Alerts = a.Alerts + b.Alerts,
        Ok = a.Ok + b.Ok,
        Stale = a.Stale + b.Stale,
        Untrusted = a.Untrusted + b.Untrusted,
        Skipped = a.Skipped + b.Skipped,
        OtherStatus = a.OtherStatus + b.OtherStatus,
        WithContext = a.WithContext + b.WithContext,
        ContextSum = a.ContextSum + b.ContextSum,
        WithMargin = a.WithMargin + b.WithMargin,
        MarginSum = a.MarginSum + b.MarginSum,
        TotalMsSum = a.TotalMsSum + b.TotalMsSum,
        Confirmed = a.Confirmed + b.Confirmed,
        Dismissed = a.Dismissed + b.Dismissed,
        WrongClass = a.WrongClass + b.WrongClass,
        Undecided = a.Undecided + b.Undecided,
    };

    /// <summary>What one event adds, verdicts apart.</summary>
    internal static FlagFigures Of(FleetEvent row)
    {
        var status = row.ExplanationStatus;
        var context = status == "ok" ? row.ShareContext : null;
        return new()
        {
            Flags = 1,
            Alerts = One(row.Severity == "alert"),
            Ok = One(status == "ok"),
            Stale = One(status == "stale"),
            Untrusted = One(status == "untrusted"),
            Skipped = One(status == "skipped"),
            OtherStatus = One(status is not (null or "ok" or "stale" or "untrusted" or "skipped")),
            WithContext = One(context is not null),
            ContextSum = context ?? 0,
            WithMargin = One(row.Margin is not null),
            MarginSum = row.Margin ?? 0,
            TotalMsSum = row.TotalMs,
        };
    }

    /// <param name="verdict">Wire name.</param>
    /// <param name="times">-1 takes one away.</param>
    internal static FlagFigures OfVerdict(string verdict, int times) => verdict switch
    {
        "confirm" => new() { Confirmed = times },
        "dismiss" => new() { Dismissed = times },
        "wrongClass" => new() { WrongClass = times },
        _ => new() { Undecided = times },
    };

    private static int One(bool counts) => counts ? 1 : 0;
}
