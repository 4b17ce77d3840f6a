using System.Text.Json;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>What people said about an event.</summary>
/// <param name="Verdicts">In the order in which they were given, those that were taken back too.</param>
/// <param name="WantsSecond">The event is one of those that two people judge.</param>
public sealed record EventReview(IReadOnlyList<FleetVerdict> Verdicts, bool WantsSecond)
{
    private readonly HashSet<string> _takenBack = [.. Verdicts.Select(verdict => verdict.TakesBack).OfType<string>()];

    /// <summary>Those that were not taken back.</summary>
    public IEnumerable<FleetVerdict> Standing => Verdicts.Where(verdict => verdict.TakesBack is null && !_takenBack.Contains(verdict.VerdictId));

    public bool IsReviewed => Standing.Any();

    /// <summary>A second person is asked who must not know what the first one said.</summary>
    public bool IsBlindFor(string? user) => WantsSecond && Standing.Any() && Standing.All(verdict => verdict.User != user) && Standing.Count() == 1;

    /// <summary><c>{ reviewed, second, verdicts: [{ verdictId, utc, user, verdict, reason, class, shown, mine }] }</c></summary>
    public void Write(Utf8JsonWriter writer, string? user)
    {
        var blind = IsBlindFor(user);
        writer.WriteStartObject();
        writer.WriteBoolean("reviewed", IsReviewed);
        writer.WriteBoolean("second", blind);
        writer.WriteStartArray("verdicts");
        if (!blind) foreach (var verdict in Standing) Write(writer, verdict, user);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, FleetVerdict verdict, string? user)
    {
        writer.WriteStartObject();
        writer.WriteString("verdictId", verdict.VerdictId);
        writer.WriteString("utc", verdict.Utc);
        writer.WriteString("user", verdict.User);
        writer.WriteString("verdict", verdict.Verdict);
        writer.WriteString("reason", verdict.Reason);
        writer.WriteString("class", verdict.Class);
        writer.WriteStartArray("shown");
        foreach (var layer in verdict.Shown) writer.WriteStringValue(layer);
        writer.WriteEndArray();
        writer.WriteBoolean("mine", verdict.User == user);
        writer.WriteEndObject();
    }
}
