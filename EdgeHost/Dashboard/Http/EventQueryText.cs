using System.Globalization;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Reads what a browser asks for. A device has no use for the filters: its page filters itself.</summary>
internal static class EventQueryText
{
    public const int DefaultPage = 50, LargestPage = 200;

    // Longer than any name of the contract; what is not in the store finds nothing.
    private const int LongestValue = 200;

    /// <returns>The query, or what is wrong with it.</returns>
    public static (EventQuery? Query, string? Problem) Read(IQueryCollection query, string? user)
    {
        var limitText = query["limit"].ToString();
        var limit = DefaultPage;
        if (limitText.Length > 0 && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > LargestPage))
            return (null, $"'limit' is '{limitText}', expected a number from 1 to {LargestPage}.");
        var before = Text(query, "before");
        if (before is not null && !EventCard.IsValidId(before)) return (null, "'before' is no event id. Use the last item's eventId of the page you have.");
        if (query.FirstOrDefault(one => one.Value.ToString().Length > LongestValue).Key is { } tooLong) return (null, $"'{tooLong}' is too long, expected at most {LongestValue} characters.");
        var state = Text(query, "state");
        if (state is not (null or "open" or "reviewed" or "second")) return (null, $"'state' is '{state}', expected open, reviewed or second.");
        if (!IsTime(query, "from", out var from) || !IsTime(query, "to", out var to)) return (null, "'from' or 'to' is no time, expected as in 2026-05-04T10:30:00Z.");
        var filter = new EventFilter
        {
            Site = Text(query, "site"),
            Device = Text(query, "device"),
            Camera = Text(query, "camera"),
            Class = Text(query, "class"),
            Rule = Text(query, "rule"),
            Severity = Text(query, "severity"),
            Model = Text(query, "model"),
            ExplanationStatus = Text(query, "status"),
            From = from,
            To = to,
            Reviewed = state switch { "open" => false, "reviewed" => true, _ => null },
        };
        return (new EventQuery(limit, before, filter, state == "second", user), null);
    }

    private static string? Text(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    private static bool IsTime(IQueryCollection query, string name, out DateTimeOffset? time)
    {
        time = null;
        if (Text(query, name) is not { } text) return true;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var found)) return false;
        time = found;
        return true;
    }
}
