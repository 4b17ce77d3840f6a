using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SegEdge.EdgeHost.Cli;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Hub;
using SegEdge.EdgeHost.Hub.Pages;
using SegEdge.Fleet.Simulation;
using SegEdge.Fleet.Store;
using SegEdge.Fleet.Store.Sql;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>Every page of a hub over one million events of 50 devices in 30 days, in both stores: milliseconds of the server for each answer, as it says itself (<c>Server-Timing</c>), from the
/// request's arrival to the answer's first byte, and processor time of both ends and of the database.</summary>
/// <remarks>With <c>FLEET_PAGES_FOLDER</c> the stores stay there, and the next run finds them filled.</remarks>
internal static class FleetPagesCost
{
    private const int Devices = 50, Days = 30;

    // Flags a second of the whole fleet, which by nature and mud come to a million in the time.
    private const double Rate = 0.37;

    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="rounds">Answers of each kind.</param>
    public static void Run(int rounds) => RunAsync(rounds).GetAwaiter().GetResult();

    private static async Task RunAsync(int rounds)
    {
        using var temporary = new TemporaryFolder();
        var kept = Environment.GetEnvironmentVariable("FLEET_PAGES_FOLDER") is { Length: > 0 } folder ? folder : null;
        await using (var store = new EmbeddedFleetStore(Path.Combine(kept ?? temporary.Path, "embedded"), TimeProvider.System))
            await RunAsync("SQLite", rounds, store, () => TimeSpan.Zero);
        var data = kept is null ? null : Path.Combine(kept, "postgres");
        var isNew = !Directory.Exists(data);
        await using var server = await PostgresProcess.StartAsync(data);
        if (isNew) await server.NewDatabaseAsync();
        await using (var store = await PostgresFleetStore.OpenAsync(server.ConnectionOf("test1"), TimeProvider.System))
            await RunAsync("PostgreSQL", rounds, store, server.ProcessorTime);
    }

    private static async Task RunAsync(string what, int rounds, SqlFleetStore store, Func<TimeSpan> database)
    {
        var start = Stopwatch.GetTimestamp();
        if ((await store.EventsAsync(EventFilter.All, null, 1)).Events.Count == 0)
        {
            await StoreSimulation.WriteAsync(
                new() { Devices = Devices, Rate = Rate, Reviewed = 0.01, MudCamera = "site-3/rover-024/rear", ContextVersion = "1.5.0" }, store, FleetPictures.Draw(), Start, Days * 24);
            while (await store.CountAsync() >= 1000) { }
        }

        var counts = new QueueCounts();
        await counts.ReadAsync(store, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {counts.Sum(EventFilter.All)!.Value.Events:N0} events, ready after {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
        await using var app = await ServeAsync(store, counts);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (var path in await PathsAsync(store, counts)) await MeasureAsync(client, path, rounds, database);
    }

    private static async Task<IReadOnlyList<string>> PathsAsync(SqlFleetStore store, QueueCounts counts)
    {
        var (all, week, days) = (Span(Days), Span(7), Span(4));
        var middle = (await store.EventsAsync(counts.KindsOf(EventFilter.All)!, EventFilter.All with { To = Start.AddDays(Days / 2) }, null, 1))[0].Row.EventId;
        return
        [
            "/api/devices", "/api/devices/site-3/rover-024", "/api/wall", "/api/fleet/choices", $"/api/fleet/figures?{all}", $"/api/fleet/figures?{week}", $"/api/fleet/figures?{days}",
            $"/api/fleet/figures?{all}&site=site-3", $"/api/fleet/figures?{all}&device=rover-024&camera=rear", $"/api/fleet/figures?{days}&device=rover-024", $"/api/fleet/figures?{all}&class=person",
            $"/api/fleet/figures?{all}&model=field&version=1.5.0", $"/api/fleet/heat?{all}&site=site-3&device=rover-024&camera=rear&class=weed", $"/api/fleet/heat?{week}&site=site-1&device=rover-001&camera=front&class=crop",
            "/api/offers", $"/api/events/{middle}", "/api/events", "/api/events?limit=200", $"/api/events?before={middle}", "/api/events?state=open", "/api/events?state=reviewed", "/api/events?state=second",
            "/api/events?site=site-1", "/api/events?site=site-1&state=open", "/api/events?site=site-1&state=reviewed", "/api/events?device=rover-024", "/api/events?device=rover-024&camera=rear&class=person",
            "/api/events?class=person", "/api/events?class=unicorn", "/api/events?rule=audit&status=untrusted", "/api/events?severity=alert&state=open", "/api/events?model=field", "/api/events?status=skipped&state=reviewed",
            $"/api/events?device=rover-031&before={middle}", $"/api/events?from={Start.AddDays(3):yyyy-MM-dd}T00:00:00Z&to={Start.AddDays(4):yyyy-MM-dd}T00:00:00Z",
            $"/api/events?device=rover-031&from={Start.AddDays(3):yyyy-MM-dd}T00:00:00Z&to={Start.AddDays(4):yyyy-MM-dd}T00:00:00Z", $"/api/events?class=person&to={Start.AddDays(3):yyyy-MM-dd}T00:00:00Z",
            $"/api/events?class=unicorn&from={Start.AddDays(3):yyyy-MM-dd}T00:00:00Z",
        ];

        static string Span(int days) => $"since={Start.AddDays(Days - days):yyyy-MM-dd}T00:00:00Z&before={Start.AddDays(Days):yyyy-MM-dd}T00:00:00Z";
    }

    private static async Task MeasureAsync(HttpClient client, string path, int rounds, Func<TimeSpan> database)
    {
        var took = new List<double>();
        var (bytes, worked, asked) = (0L, Environment.CpuUsage.TotalTime, database());
        for (var round = 0; round < rounds; round++)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            bytes = (await answer.Content.ReadAsByteArrayAsync()).Length;
            took.Add(double.Parse(answer.Headers.GetValues("Server-Timing").Single().Split("dur=")[1], CultureInfo.InvariantCulture));
        }

        // The first one opens files and makes plans: it belongs to the largest.
        took.Sort();
        var (here, there) = ((Environment.CpuUsage.TotalTime - worked).TotalMilliseconds / rounds, (database() - asked).TotalMilliseconds / rounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {took[took.Count / 2],7:0.0} ms median, {took[^1],7:0.0} ms largest; processor {here,6:0.0} ms here, {there,6:0.0} ms in the database; {bytes / 1024.0,6:0.0} kB  {path}"));
    }

    private static async Task<WebApplication> ServeAsync(SqlFleetStore store, QueueCounts counts)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<IReviewStore>(store).AddSingleton<IFleetStore>(store).AddSingleton<IFleetStatistics>(store)
            .AddSingleton(counts).AddSingleton<LiveChanges>().AddSingleton(new SecondReview(0.05)).AddSingleton<IEventSource, StoreEvents>();
        var app = builder.Build();
        app.MapFleetPages();
        var queue = app.MapGroup("");
        queue.AddEndpointFilter(ServerTiming.MeasureAsync);
        queue.MapEvents();
        queue.MapGet("/api/offers", (HttpContext context) => Reply.JsonAsync(context, counts.Offers(), HubJson.Default.QueueOffers));
        await app.StartAsync();
        return app;
    }
}
