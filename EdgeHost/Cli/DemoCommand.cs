using System.CommandLine;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Hub;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge demo</c>: the whole system on embedded defaults.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var frames = CommonOptions.Frames("End after this many pictures; 0 runs until stopped.");
        var headless = new Option<bool>("--headless") { Description = "For scripts: no hints for a person, ends once the pictures end." };
        var port = new Option<int?>("--port") { Description = "Port of the dashboard; 8080, or a free one if that is taken.", HelpName = "PORT" };
        var set = CommonOptions.Set();
        var command = new Command("demo", "Run everything on embedded defaults: simulated field camera, bundled model, broker, dashboard, and the site's hub to review at.") { frames, headless, port, set };
        command.Act((parsed, stopping) => RunAsync(
            parsed.GetValue(frames), parsed.GetValue(headless), parsed.GetValue(port), parsed.GetValue(set) ?? [], stopping));
        return command;
    }

    private static async Task RunAsync(long frames, bool headless, int? port, string[] set, CancellationToken stopping)
    {
        var (configuration, options, problems) = ConfigurationLoader.Load(Path.Combine(AppContext.BaseDirectory, "demo.json"), set);
        options = options with
        {
            Pipeline = options.Pipeline with { MaxFrames = frames },
            // A demonstration should start beside whatever else runs here; a port that was asked for is another matter.
            Dashboard = options.Dashboard with { Port = port ?? Ports.FreeOr(options.Dashboard.Port) },
            Broker = options.Broker with { Port = Ports.FreeOr(options.Broker.Port) },
        };
        // Only a person reviews.
        var (hub, without) = headless || !options.Broker.Embedded ? default : DemoHub.Open(options, configuration);
        await using var hubUntilTheEnd = hub;
        options = hub?.Join(options) ?? options;
        options = options with { Outbox = options.Outbox with { Folder = FreeOrMemory(options) } };
        await using var device = new DeviceHost(options, configuration, StartupCheck.Run(options, problems));
        if (!headless)
        {
            Console.WriteLine();
            Console.WriteLine($"  Dashboard   {device.Address}");
            if (hub is not null) Console.WriteLine($"  Review      {hub.Address}   the site's hub; user {DemoHub.User}, password {hub.Password}");
            if (without is not null) Console.WriteLine($"  Review      none: {without}");
            Console.WriteLine($"  MQTT        mqtt://127.0.0.1:{options.Broker.Port}   topics segedge/v1/{options.Device.Site}/{options.Device.EffectiveName}/#");
            Console.WriteLine("  The simulated robot drives over a field; weeds, a person and mud on the lens are on its way. Ctrl+C ends it.");
            Console.WriteLine();
        }
        Func<CancellationToken, Task>? stay = headless || frames == 0 ? null : StayAsync;
        using var hubEnds = new CancellationTokenSource();
        var reviewing = hub?.RunAsync(hubEnds.Token) ?? Task.CompletedTask;
        try
        {
            Console.WriteLine(await device.RunAsync(stay, stopping).ConfigureAwait(false));
        }
        finally
        {
            // After the device, so that what it sent last is kept too.
            await hubEnds.CancelAsync().ConfigureAwait(false);
            await reviewing.ConfigureAwait(false);
        }
    }

    // A second demonstration beside the first has its outbox in memory.
    private static string? FreeOrMemory(SegEdgeOptions options)
    {
        try
        {
            if (OutboxFolder.Of(options) is { } folder) SqliteOutbox.CheckFolder(folder);
            return options.Outbox.Folder;
        }
        catch (OutboxException e)
        {
            // One that cannot be used at all is the device's to report: it goes on in memory, and says so.
            return e.InUse ? null : options.Outbox.Folder;
        }
    }

    // The pictures have ended, but a person may still be looking at them.
    private static async Task StayAsync(CancellationToken stopping)
    {
        Console.WriteLine("The pictures have ended; the dashboard stays. Ctrl+C ends it.");
        try
        {
            await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) { } // expected: this is how a person leaves
    }
}
