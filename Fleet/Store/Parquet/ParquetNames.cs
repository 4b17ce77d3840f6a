using System.Globalization;

namespace SegEdge.Fleet.Store.Parquet;

/// <summary>Names of exported files: by the hour of receipt, <c>20260504T10.parquet</c>, and once that day is over by the day, <c>20260504.parquet</c>.</summary>
internal static class ParquetNames
{
    private const string Day = "yyyyMMdd", Hour = "yyyyMMdd'T'HH", Extension = ".parquet";

    public static string OfHour(DateTimeOffset hour) => hour.UtcDateTime.ToString(Hour, CultureInfo.InvariantCulture) + Extension;

    public static string OfDay(DateTimeOffset day) => day.UtcDateTime.ToString(Day, CultureInfo.InvariantCulture) + Extension;

    /// <returns>Null where it is named otherwise.</returns>
    public static (DateTimeOffset From, DateTimeOffset To)? SpanOf(string name)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        if (DateTimeOffset.TryParseExact(stem, Hour, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var hour)) return (hour, hour.AddHours(1));
        return DateTimeOffset.TryParseExact(stem, Day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? (day, day.AddDays(1)) : null;
    }

    /// <summary>Without hours that are in the file of their day beside them: those are about to be deleted.</summary>
    public static IEnumerable<string> WithoutMerged(IEnumerable<string> files)
    {
        var all = files.ToHashSet(StringComparer.Ordinal);
        return all.Where(file => SpanOf(file) is not var (from, to) || to - from > TimeSpan.FromHours(1) || !all.Contains(Path.Combine(Path.GetDirectoryName(file) ?? "", OfDay(from))));
    }
}
