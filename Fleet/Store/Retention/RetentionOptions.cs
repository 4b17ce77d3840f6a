using System.ComponentModel.DataAnnotations;

namespace SegEdge.Fleet.Store.Retention;

/// <summary>For how many days since their receipt a hub keeps what. 0 keeps it for ever, or as long as what it belongs to. A hold outlasts all of them.</summary>
public sealed record RetentionOptions
{
    // A hundred years. Whole days: less would take hours away that are not yet in Parquet files.
    private const int Most = 36_500;

    /// <summary>Events with their cards.</summary>
    [Range(0, Most)]
    public int EventDays { get; init; }

    /// <summary>Events with an alert, and their blobs, where they are to stay longer than others.</summary>
    [Range(0, Most)]
    public int AlertDays { get; init; }

    /// <summary>Events that have a verdict, and their blobs, where they are to stay longer than others.</summary>
    [Range(0, Most)]
    public int ReviewedDays { get; init; }

    [Range(0, Most)]
    public int FrameDays { get; init; }

    [Range(0, Most)]
    public int ThumbDays { get; init; }

    [Range(0, Most)]
    public int MaskDays { get; init; }

    [Range(0, Most)]
    public int HeatDays { get; init; }

    /// <summary>How often it is looked.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>False: nothing ever goes.</summary>
    public bool IsOn => EventDays > 0 || Kinds.Any();

    /// <summary>Kinds of blobs that go before their events do.</summary>
    internal IEnumerable<(string Kind, int Days)> Kinds => new[] { ("frame", FrameDays), ("thumb", ThumbDays), ("mask", MaskDays), ("heat", HeatDays) }.Where(one => one.Item2 > 0);
}
