using System.Globalization;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>Reads the filters of a request.</summary>
internal static class FleetQuery
{
    private const int LongestDays = 800, LongestText = 256;

    // A week's hours show how its days go; beyond that a day is what one can see.
    private static readonly TimeSpan MostHours = TimeSpan.FromDays(7.1);
    private static readonly TimeSpan Usual = TimeSpan.FromDays(7);

    /// <returns>Null and the reason where it cannot be read.</returns>
    public static (FigureFilter? Filter, string? Problem) Read(IQueryCollection query, DateTimeOffset now)
    {
        if (Time(query, "before", now) is not { } before) return (null, Wrong(query, "before"));
        if (Time(query, "since", before - Usual) is not { } since) return (null, Wrong(query, "since"));
        if (since >= before || before - since > TimeSpan.FromDays(LongestDays))
            return (null, string.Create(CultureInfo.InvariantCulture, $"'since' is {since:O} and 'before' {before:O}, expected 'since' to be earlier, by {LongestDays} days at most."));
        foreach (var (name, values) in query)
            if (values.ToString().Length > LongestText) return (null, $"'{name}' has more than {LongestText} characters.");
        return (new(before - since <= MostHours ? FigureStep.Hour : FigureStep.Day, since, before)
        {
            Site = Text(query, "site"),
            Device = Text(query, "device"),
            Camera = Text(query, "camera"),
            Class = Text(query, "class"),
            Model = Text(query, "model"),
            ModelVersion = Text(query, "version"),
        }, null);
    }

    public static string? Text(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Time(IQueryCollection query, string name, DateTimeOffset otherwise) =>
        Text(query, name) is not { } text ? otherwise
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.UtcDateTime.Year is > 1970 and < 9000 ? time.ToUniversalTime() : null;

    private static string Wrong(IQueryCollection query, string name) => $"'{name}' is '{query[name]}', expected a time as in 2026-05-04T10:00:00Z.";
}
