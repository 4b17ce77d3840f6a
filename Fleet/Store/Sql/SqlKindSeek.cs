using System.Globalization;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>The newest events of some kinds: of each kind its newest ones by the index <c>event_kind</c>, and of those the newest. Costs as much as there are kinds,
/// wherever in the store the events lie; a planner without statistics would sort all that match, or read all that do not.</summary>
internal static class SqlKindSeek
{
    /// <summary>Kinds in one statement.</summary>
    public const int MostKinds = 200;

    private const string StandingOfEvent = $"EXISTS (SELECT 1 FROM verdict v WHERE v.event_id = event.event_id AND {SqlReview.Standing})";

    public static (string Sql, object?[] Values) Of(IReadOnlyList<QueueKind> kinds, bool? reviewed, string? before, int most)
    {
        var values = new List<object?>();
        var judged = reviewed switch { null => "", true => $" AND {StandingOfEvent}", false => $" AND NOT {StandingOfEvent}" };
        var seeks = kinds.Select((kind, i) => string.Create(CultureInfo.InvariantCulture,
            $"SELECT event_id FROM (SELECT event_id FROM event WHERE {Terms(kind, before, values)}{judged} ORDER BY event_id DESC LIMIT {most}) k{i}")).ToArray();
        return ($"SELECT event_id FROM ({string.Join(" UNION ALL ", seeks)}) newest ORDER BY event_id DESC LIMIT {most}", [.. values]);
    }

    private static string Terms(QueueKind kind, string? before, List<object?> values)
    {
        var terms = new List<string>
        {
            Is("site", kind.Site), Is("device", kind.Device), Is("camera", kind.Camera), Is("severity", kind.Severity), Is("rule", kind.Rule), Is("class", kind.Class),
            Is("explanation_status", kind.ExplanationStatus), Is("model", kind.Model), Is("model_version", kind.ModelVersion),
        };
        if (before is not null) terms.Add($"event_id < {Bound(before)}");
        return string.Join(" AND ", terms);

        string Is(string column, string? value) => value is null ? $"{column} IS NULL" : $"{column} = {Bound(value)}";

        string Bound(string value)
        {
            values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"${values.Count}");
        }
    }
}
