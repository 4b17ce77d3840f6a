using System.Globalization;

namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>Numbers as a person reads them, the same on every machine.</summary>
internal static class Words
{
    /// <summary>Nothing was counted, which is not 0.</summary>
    public const string None = "–";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rate(double? rate) => rate?.ToString(rate < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) ?? None;

    public static string Percent(double? share) => share?.ToString("0.0 %", CultureInfo.InvariantCulture) ?? None;

    public static string Percent(Interval interval) => $"{Percent(interval.Low)} to {Percent(interval.High)}";

    public static string Utc(DateTimeOffset utc) => utc.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string Number(double number, string format = "0.00") => number.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A measure as the name of a column or a sign.</summary>
    public static string Of(Measure measure) => measure switch
    {
        Measure.Flags => "flag rate",
        Measure.Refuted => "not confirmed",
        Measure.LowMargin => "low margin",
        Measure.Context => "rests on context",
        _ => "untrusted explanation",
    };

    public static string Value(Measure measure, double value) => measure == Measure.Flags ? $"{Rate(value)} x" : Percent(value);

    public static string Range(Measure measure, Interval interval) => $"{Value(measure, interval.Low)} to {Value(measure, interval.High)}";
}
