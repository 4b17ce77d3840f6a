namespace SegEdge.Fleet.Store.Sql;

/// <summary>Of one row of <c>figure</c>.</summary>
/// <param name="StartHour">Hours since 1970, UTC.</param>
/// <param name="Class">Empty: about the whole frame.</param>
internal readonly record struct FigureKey(
    FigureLevel Level, long StartHour, string Site, string Device, string Camera, string Class, string Rule, string Model, string ModelVersion) : IComparable<FigureKey>
{
    /// <summary>Where an event counts.</summary>
    public static IEnumerable<FigureKey> Of(FleetEvent row)
    {
        var hour = HourOf(row.CapturedUtc);
        var key = new FigureKey(FigureLevel.CameraHour, hour, row.Site, row.Device, row.Camera, row.Class ?? "", row.Rule, row.Model, row.ModelVersion);
        yield return key;
        yield return key with { Level = FigureLevel.CameraDay, StartHour = DayOf(hour) };
        yield return key with { Level = FigureLevel.SiteHour, Device = "", Camera = "" };
        yield return key with { Level = FigureLevel.SiteDay, StartHour = DayOf(hour), Device = "", Camera = "" };
        yield return key with { Level = FigureLevel.CameraEver, StartHour = 0 };
    }

    public static long HourOf(DateTimeOffset time) => (long)Math.Floor((time - DateTimeOffset.UnixEpoch).TotalHours);

    /// <returns>The first hour of the day.</returns>
    public static long DayOf(long hour) => (long)Math.Floor(hour / 24.0) * 24;

    public int CompareTo(FigureKey other) => Parts.CompareTo(other.Parts);

    private ((FigureLevel, long) When, (string, string, string) Where, (string, string, string, string) What) Parts =>
        ((Level, StartHour), (Site, Device, Camera), (Class, Rule, Model, ModelVersion));
}
