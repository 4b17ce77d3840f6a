using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SegEdge.EdgeHost;
using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EndToEnd.Tests;

/// <summary>The dashboard on a free port of this machine, with a device that the test plays.</summary>
public sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardHost(WebApplication app, FakeDashboardState state) => (_app, State) = (app, state);

    public FakeDashboardState State { get; }

    public Uri Address => new(_app.Urls.Single());

    public EventArchive Archive => _app.Services.GetRequiredService<EventArchive>();

    public LatestFrame Frames => _app.Services.GetRequiredService<LiveFrames>().First;

    public IServiceProvider Services => _app.Services;

    /// <param name="port">0 for a free one; a fixed one to come back where a browser expects the device.</param>
    public static async Task<DashboardHost> StartAsync(
        int port = 0, FakeDashboardState? state = null, string? webRoot = null, Action<IServiceCollection>? services = null, Action<WebApplication>? map = null,
        string[]? cameras = null)
    {
        state ??= new FakeDashboardState();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        builder.Services.AddDashboard(cameras: cameras).AddSingleton<IDashboardState>(state);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapDashboard(webRoot);
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new DashboardHost(app, state);
    }

    public HttpClient Client() => new() { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
