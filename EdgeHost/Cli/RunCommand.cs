using System.CommandLine;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Gpio;
using SegEdge.EdgeHost.Watchdog;
using SegEdge.Pipeline.Engines;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge run</c>: the service.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config", "-c") { Description = "Configuration file (JSON). 'check-config --print-defaults' prints one to start from.", HelpName = "FILE" };
        var set = CommonOptions.Set();
        var frames = CommonOptions.Frames("End after this many pictures; 0 runs until stopped.");
        var command = new Command("run", "Run the device: camera, segmentation, flags, explanations, MQTT, dashboard. Ctrl+C stops it without loss.") { config, set, frames };
        command.Act(async (parsed, stopping) =>
        {
            var (configuration, options, problems) = ConfigurationLoader.Load(parsed.GetValue(config), parsed.GetValue(set) ?? []);
            if (parsed.GetValue(frames) is > 0 and var most) options = options with { Pipeline = options.Pipeline with { MaxFrames = most } };
            using var manager = ServiceManager.OfThisProcess();
            await using var device = new DeviceHost(options, configuration, await OpenAsync(options, problems, manager, stopping).ConfigureAwait(false), manager: manager);
            Console.WriteLine($"segedge {SoftwareVersion.Text}: {CommonOptions.NameCameras(options)}, model '{options.Model.Path}', dashboard {device.Address}");
            Console.WriteLine(await device.RunAsync(afterwards: null, stopping).ConfigureAwait(false));
        });
        return command;
    }

    private static async Task<DeviceParts> OpenAsync(SegEdgeOptions options, IReadOnlyList<string> problems, ServiceManager manager, CancellationToken stopping)
    {
        while (true)
            try
            {
                return StartupCheck.Run(options, problems);
            }
            catch (EngineMissingException e) // what fails twice is a problem, and no longer missing
            {
                await EngineWait.BuildAsync(e.Order, options, manager, LibGpiodChips.OfThisMachine, stopping).ConfigureAwait(false);
            }
    }
}
