using SegEdge.EdgeHost.Configuration;
using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost;

/// <summary>Where TensorRT is required and has no engine yet: the device is up, says how long the build has taken, and is not ready.</summary>
internal static class EngineWait
{
    /// <summary>Returns once the builder has ended, well or not: the next try to start says how.</summary>
    public static async Task BuildAsync(EngineOrder order, SegEdgeOptions options, CancellationToken stopping)
    {
        var builder = new EngineBuilder(Program, TimeProvider.System);
        await using var web = Web(options, builder);
        await web.StartAsync(stopping).ConfigureAwait(false);
        Console.WriteLine($"segedge {SoftwareVersion.Text}: TensorRT's engine of '{order.Model}' is being built; http://127.0.0.1:{options.Dashboard.Port}/ready says how long.");
        if (await builder.BuildAsync(order, TimeSpan.FromMinutes(options.Model.Runtime.TensorRt.BuildMinutes), stopping).ConfigureAwait(false) is { } fault)
            await Console.Error.WriteLineAsync($"warning: {fault}").ConfigureAwait(false);
        await web.StopAsync(CancellationToken.None).ConfigureAwait(false);
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
        string[] Reasons() => [builder.Progress?.ToString() ?? "TensorRT's engine is about to be built."];
    }
}
