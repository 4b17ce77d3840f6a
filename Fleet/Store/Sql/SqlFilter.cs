using System.Globalization;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>From a filter to a WHERE; values are bound, never written into the text.</summary>
internal static class SqlFilter
{
    private const string Verdict = "EXISTS (SELECT 1 FROM verdict v WHERE v.event_id = event.event_id AND v.takes_back IS NULL "
        + "AND NOT EXISTS (SELECT 1 FROM verdict t WHERE t.event_id = v.event_id AND t.takes_back = v.verdict_id))";

    public static (string Where, object?[] Values) Of(EventFilter filter, string? before)
    {
        var (terms, values) = (new List<string>(), new List<object?>());
        Add("site =", filter.Site);
        Add("device =", filter.Device);
        Add("camera =", filter.Camera);
        Add("class =", filter.Class);
        Add("rule =", filter.Rule);
        Add("severity =", filter.Severity);
        Add("model =", filter.Model);
        Add("model_version =", filter.ModelVersion);
        Add("explanation_status =", filter.ExplanationStatus);
        Add("captured_utc >=", filter.From?.ToUniversalTime());
        Add("captured_utc <", filter.To?.ToUniversalTime());
        Add("event_id <", before);
        if (filter.Reviewed is { } reviewed) terms.Add(reviewed ? Verdict : $"NOT {Verdict}");
        return (Where(terms), [.. values]);

        void Add(string what, object? value)
        {
            if (value is null) return;
            values.Add(value);
            terms.Add(string.Create(CultureInfo.InvariantCulture, $"{what} ${values.Count}"));
        }
    }

    public static (string Where, object?[] Values) Of(string? site, string? device)
    {
        var (where, values) = Of(new EventFilter { Site = site, Device = device }, before: null);
        return (where, values);
    }

    private static string Where(List<string> terms) => terms.Count == 0 ? "" : " WHERE " + string.Join(" AND ", terms);
}
