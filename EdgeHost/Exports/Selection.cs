using System.Runtime.CompilerServices;
using System.Text;
using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EdgeHost.Exports;

/// <summary>All events that a filter lets through, newest first, read a page at a time: memory stays flat however many there are.</summary>
/// <param name="mayGoOn">Asked before each page: a long answer must not outlive the right to it.</param>
internal sealed class Selection(IEventSource events, EventQuery query, Func<bool> mayGoOn)
{
    /// <returns>The selection, or what is wrong with the request.</returns>
    public static (Selection? Selection, string? Problem) Read(HttpContext context, IEventSource events)
    {
        var (query, problem) = EventQueryText.Read(context.Request.Query, context.User.Identity?.Name);
        if (query is null) return (null, problem);
        if (query.Second) return (null, "What waits for a second look is not exported as a list: it would say what the first person said. Choose another 'state'.");
        var watch = context.RequestServices.GetService<ISessionWatch>();
        return (new(events, query with { Limit = EventQueryText.LargestPage, Before = null }, () => watch?.IsOver(context.User) != true), null);
    }

    public EventQuery Query => query;

    public Selection Reviewed() => new(events, query with { Filter = query.Filter with { Reviewed = true } }, mayGoOn);

    /// <exception cref="OperationCanceledException">The session ended: what was sent so far is not whole, and must not look as if it were.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ArchivedEvent>> PagesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (var before = (string?)null; ;)
        {
            if (!mayGoOn()) throw new OperationCanceledException("The session ended while an export was under way.");
            var page = await events.ListAsync(query with { Before = before }, ct);
            if (page.Items.Count == 0) yield break;
            yield return page.Items;
            before = page.Items[^1].EventId;
        }
    }

    /// <summary>The filter as the page asks for it, for the record and for a person; <c>everything</c> without one.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var filter = query.Filter;
        Add("site", filter.Site);
        Add("device", filter.Device);
        Add("camera", filter.Camera);
        Add("class", filter.Class);
        Add("rule", filter.Rule);
        Add("severity", filter.Severity);
        Add("model", filter.Model);
        Add("status", filter.ExplanationStatus);
        Add("from", filter.From?.UtcDateTime.ToString("O"));
        Add("to", filter.To?.UtcDateTime.ToString("O"));
        Add("state", filter.Reviewed switch { null => null, true => "reviewed", false => "open" });
        return text.Length == 0 ? "everything" : text.ToString();

        void Add(string name, string? value)
        {
            if (value is not null) text.Append(text.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
