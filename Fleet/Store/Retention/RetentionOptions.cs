using System.ComponentModel.DataAnnotations;

namespace SegEdge.Fleet.Store.Retention;

/// <summary>For how many days since their receipt a hub keeps what. Null keeps it for ever, or as long as what it belongs to. A hold outlasts all of them.</summary>
public sealed record RetentionOptions
{
    // Less than a day would take hours away that are not yet in Parquet files.
    private const double Least = 1, Most = 36_500;

    /// <summary>Events with their cards. Without it nothing of them goes.</summary>
    [Range(Least, Most)]
    public double? EventDays { get; init; }

    /// <summary>Events with an alert, and their blobs, where they are to stay longer than others.</summary>
    [Range(Least, Most)]
    public double? AlertDays { get; init; }

    /// <summary>Events that have a verdict, and their blobs, where they are to stay longer than others.</summary>
    [Range(Least, Most)]
    public double? ReviewedDays { get; init; }

    [Range(Least, Most)]
    public double? FrameDays { get; init; }

    [Range(Least, Most)]
    public double? ThumbDays { get; init; }

    [Range(Least, Most)]
    public double? MaskDays { get; init; }

    [Range(Least, Most)]
    public double? HeatDays { get; init; }

    /// <summary>How often it is looked.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>False: nothing ever goes.</summary>
    public bool IsOn => EventDays is not null || Kinds.Any();

    /// <summary>Kinds of blobs that go before their events do.</summary>
    internal IEnumerable<(string Kind, double Days)> Kinds
    {
        get
        {
            foreach (var (kind, days) in ((string, double?)[])[("frame", FrameDays), ("thumb", ThumbDays), ("mask", MaskDays), ("heat", HeatDays)])
                if (days is { } some) yield return (kind, some);
        }
    }
}
