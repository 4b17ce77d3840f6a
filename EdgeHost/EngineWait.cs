using System.Globalization;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Gpio;
using SegEdge.EdgeHost.Watchdog;
using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost;

/// <summary>Where TensorRT is required and has no engine yet: the device is up, says how long the build has taken, and is not ready.</summary>
internal static class EngineWait
{
    // A build may take longer than TimeoutStartSec; once it has ended, the start has as long again.
    private static readonly TimeSpan More = TimeSpan.FromMinutes(15), MoreEvery = TimeSpan.FromMinutes(1);

    /// <summary>Returns once the builder has ended, well or not: the next try to start says how. Until then outputs are at their safe levels.</summary>
    /// <param name="manager">Hears that the start takes longer.</param>
    /// <exception cref="GpioException">The lines, which are held meanwhile, cannot be opened.</exception>
    public static async Task BuildAsync(EngineOrder order, SegEdgeOptions options, ServiceManager manager, IGpioChips chips, CancellationToken stopping)
    {
        using var lines = options.Gpio.Enabled ? new GpioLines(options.Gpio, chips) : null;
        var builder = new EngineBuilder(Program, TimeProvider.System);
        AskForMore();
        await using var asking = TimeProvider.System.CreateTimer(_ => AskForMore(), null, MoreEvery, MoreEvery);
        await using var web = Web(options, builder);
        await web.StartAsync(stopping).ConfigureAwait(false);
        Console.WriteLine($"segedge {SoftwareVersion.Text}: TensorRT's engine of '{order.Model}' is being built; http://127.0.0.1:{options.Dashboard.Port}/ready says how long.");
        if (await builder.BuildAsync(order, TimeSpan.FromMinutes(options.Model.Runtime.TensorRt.BuildMinutes), stopping).ConfigureAwait(false) is { } fault)
            await Console.Error.WriteLineAsync($"warning: {fault}").ConfigureAwait(false);
        await web.StopAsync(CancellationToken.None).ConfigureAwait(false);

        void AskForMore() => manager.Notify(string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={More.TotalMicroseconds:0}"), $"STATUS={Reason(builder)}");
    }

    /// <summary>This program, as a builder.</summary>
    /// <exception cref="ModelException">The system does not say where this program is.</exception>
    public static IReadOnlyList<string> Program
    {
        get
        {
            var path = Environment.ProcessPath ?? throw new ModelException("The system does not say where this program is; build the engine with 'segedge engine build'.");
            string[] host = Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, Path.Combine(AppContext.BaseDirectory, "segedge.dll")] : [path];
            return [.. host, "engine", "build", "--order"];
        }
    }

    private static WebApplication Web(SegEdgeOptions options, EngineBuilder builder)
    {
        var web = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        web.Configuration.Sources.Clear();
        web.Logging.ClearProviders();
        web.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, options.Dashboard.Port));
        web.Services.AddHostFiltering(o => o.AllowedHosts = ["127.0.0.1", "localhost"]);
        var app = web.Build();
        app.UseHostFiltering();
        app.MapGet("/live", () => Results.Json(new { state = "degraded", reasons = Reasons() }));
        app.MapGet("/startup", NotYet);
        app.MapGet("/ready", NotYet);
        return app;

        IResult NotYet() => Results.Json(new { state = "unhealthy", reasons = Reasons() }, statusCode: StatusCodes.Status503ServiceUnavailable);
        string[] Reasons() => [Reason(builder)];
    }

    private static string Reason(EngineBuilder builder) => builder.Progress?.ToString() ?? "TensorRT's engine is about to be built.";
}
