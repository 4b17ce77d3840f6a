using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SegEdge.EdgeHost.Cli;
using SegEdge.EdgeHost.Hub.Pages;
using SegEdge.Fleet.Simulation;
using SegEdge.Fleet.Store;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>The dashboard's fleet pages over one million events of 50 devices in 30 days, in both stores: milliseconds of the server for each answer, as it says itself
/// (<c>Server-Timing</c>), from the request's arrival to the answer's first byte.</summary>
internal static class FleetPagesCost
{
    private const int Devices = 50, Days = 30;

    // Flags a second of the whole fleet, which by nature and mud come to a million in the time.
    private const double Rate = 0.37;

    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="rounds">Answers of each kind.</param>
    public static void Run(int rounds)
    {
        RunAsync("SQLite", rounds, folder => Task.FromResult<(IFleetStore, IAsyncDisposable?)>((new EmbeddedFleetStore(folder, TimeProvider.System), null))).GetAwaiter().GetResult();
        RunAsync("PostgreSQL", rounds, async _ =>
        {
            var server = await PostgresProcess.StartAsync();
            return (await PostgresFleetStore.OpenAsync(await server.NewDatabaseAsync(), TimeProvider.System), server);
        }).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(string what, int rounds, Func<string, Task<(IFleetStore, IAsyncDisposable?)>> open)
    {
        using var folder = new TemporaryFolder();
        var (store, server) = await open(folder.File("store"));
        var start = Stopwatch.GetTimestamp();
        var events = await StoreSimulation.WriteAsync(
            new() { Devices = Devices, Rate = Rate, Reviewed = 0.01, MudCamera = "site-3/rover-024/rear", ContextVersion = "1.5.0" }, store, FleetPictures.Draw(), Start, Days * 24);
        var filled = Stopwatch.GetElapsedTime(start);
        while (await ((IFleetStatistics)store).CountAsync() >= 1000) { }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {events:N0} events kept and counted in {filled.TotalSeconds:0} s"));
        await using (var app = await ServeAsync(store))
        using (var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) })
            foreach (var path in Paths()) await MeasureAsync(client, path, rounds);
        await store.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
    }

    private static IEnumerable<string> Paths()
    {
        var (all, week, days) = (Span(Days), Span(7), Span(4));
        return
        [
            "/api/devices", "/api/devices/site-3/rover-024", "/api/wall", "/api/fleet/choices", $"/api/fleet/figures?{all}", $"/api/fleet/figures?{week}", $"/api/fleet/figures?{days}",
            $"/api/fleet/figures?{all}&site=site-3", $"/api/fleet/figures?{all}&device=rover-024&camera=rear", $"/api/fleet/figures?{days}&device=rover-024", $"/api/fleet/figures?{all}&class=person",
            $"/api/fleet/figures?{all}&model=field&version=1.5.0", $"/api/fleet/heat?{all}&site=site-3&device=rover-024&camera=rear&class=weed", $"/api/fleet/heat?{week}&site=site-1&device=rover-001&camera=front&class=crop",
        ];

        static string Span(int days) => $"since={Start.AddDays(Days - days):yyyy-MM-dd}T00:00:00Z&before={Start.AddDays(Days):yyyy-MM-dd}T00:00:00Z";
    }

    private static async Task MeasureAsync(HttpClient client, string path, int rounds)
    {
        var took = new List<double>();
        var (bytes, worked) = (0L, Environment.CpuUsage.TotalTime);
        for (var round = 0; round < rounds; round++)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            bytes = (await answer.Content.ReadAsByteArrayAsync()).Length;
            took.Add(double.Parse(answer.Headers.GetValues("Server-Timing").Single().Split("dur=")[1], CultureInfo.InvariantCulture));
        }

        // The first one opens files and makes plans: it belongs to the largest.
        took.Sort();
        var processor = (Environment.CpuUsage.TotalTime - worked).TotalMilliseconds / rounds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {took[took.Count / 2],7:0.0} ms median, {took[^1],7:0.0} ms largest, {processor,7:0.0} ms of this process' processor, {bytes / 1024.0,6:0.0} kB  {path}"));
    }

    private static async Task<WebApplication> ServeAsync(IFleetStore store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(store).AddSingleton((IFleetStatistics)store);
        var app = builder.Build();
        app.MapFleetPages();
        await app.StartAsync();
        return app;
    }
}
