namespace SegEdge.Fleet.Store.Retention;

/// <summary>What was received before is over. Alerts and reviewed events have the earlier of their own limit and that of all.</summary>
internal readonly record struct RetentionLimits(DateTimeOffset Plain, DateTimeOffset Alert, DateTimeOffset Reviewed)
{
    public static RetentionLimits Of(DateTimeOffset now, int days, RetentionOptions options)
    {
        DateTimeOffset Before(int own) => now - TimeSpan.FromDays(Math.Max(days, own));
        return new(Before(0), Before(options.AlertDays), Before(options.ReviewedDays));
    }
}
