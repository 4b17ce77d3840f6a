using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Exports;

namespace SegEdge.EndToEnd.Tests;

/// <summary>A table is sent as it is read: no page is asked for before the one before it has left.</summary>
public sealed class SelectionTests
{
    private const int Many = 10_000;

    [Fact]
    public async Task ATable_HoldsOnePageAtATime_HoweverManyEventsThereAre()
    {
        var source = new CountedEvents(Many);
        using var body = new MemoryStream();
        source.BeforePage = asked => Assert.Equal(asked, Math.Max(0, Lines(body) - 1));
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };
        context.Response.Body = body;
        await SetExportEndpoints.CsvAsync(context, source, new DeviceExports(new FakeDashboardState()), TimeProvider.System);
        Assert.Equal(Many + 1, Lines(body));

        static int Lines(MemoryStream body) => Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length).Count(c => c == '\n');
    }

    [Fact]
    public async Task ASessionThatEnds_EndsItsExport()
    {
        var source = new CountedEvents(Many);
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddSingleton<ISessionWatch>(new EndsAfter(3)).BuildServiceProvider() };
        await Assert.ThrowsAsync<OperationCanceledException>(() => SetExportEndpoints.CsvAsync(context, source, new DeviceExports(new FakeDashboardState()), TimeProvider.System));
        Assert.Equal(3 * EventQueryText.LargestPage, source.Given);
    }

    private sealed class EndsAfter(int pages) : ISessionWatch
    {
        private int _asked;

        public bool IsOver(System.Security.Claims.ClaimsPrincipal user) => ++_asked > pages;
    }

    private sealed class CountedEvents(int many) : IEventSource
    {
        private readonly string _template = SampleEvent.Of(Scene.Drawn(0)).Json.ToJsonString();
        private readonly string _id = "01K00000000000000000000000";

        public Action<int> BeforePage { get; set; } = _ => { };

        public int Given { get; private set; }

        public string LifeId => "life";

        public long Revision => 0;

        public string Absence => "";

        public Task<EventList> ListAsync(EventQuery query, CancellationToken ct)
        {
            BeforePage(Given);
            var ids = Enumerable.Range(0, many - Given).Take(query.Limit).Select(i => $"{_id[..20]}{many - Given - i:000000}").ToArray();
            Given += ids.Length;
            var template = System.Text.Json.Nodes.JsonNode.Parse(_template)!;
            return Task.FromResult(new EventList([.. ids.Select(id =>
            {
                template["eventId"] = id;
                return new ArchivedEvent(id, DateTimeOffset.UtcNow, Encoding.UTF8.GetBytes(template.ToJsonString()), [], [], 0);
            })], null));
        }

        public Task<ArchivedEvent?> FindEventAsync(string eventId, CancellationToken ct) => Task.FromResult<ArchivedEvent?>(null);

        public Task<ArchivedBlob?> FindBlobAsync(string sha256, CancellationToken ct) => Task.FromResult<ArchivedBlob?>(null);

        public Task<EventChanges?> ChangesSinceAsync(long revision, CancellationToken ct) => Task.FromResult<EventChanges?>(null);

        public Task WaitForChangeAsync(long after, CancellationToken ct) => Task.CompletedTask;
    }
}
