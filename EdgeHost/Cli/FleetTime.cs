using System.Globalization;

namespace SegEdge.EdgeHost.Cli;

/// <summary>Times as a person types them.</summary>
internal static class FleetTime
{
    public const string Forms = "a time such as 2026-07-14 or 2026-07-14T09:30Z, or how long ago: 12h, 30d";

    /// <exception cref="UsageException">Neither form.</exception>
    public static DateTimeOffset Parse(string option, string text, DateTimeOffset now)
    {
        if (text is [.., var unit and ('h' or 'd')] && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < 100_000)
            return now - (unit == 'h' ? TimeSpan.FromHours(count) : TimeSpan.FromDays(count));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new UsageException($"{option} {text}: expected {Forms}.");
    }
}
