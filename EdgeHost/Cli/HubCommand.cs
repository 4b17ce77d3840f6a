using System.CommandLine;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Hub;
using SegEdge.Fleet.Hub;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge hub</c>: the archive of a site.</summary>
internal static class HubCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config", "-c")
        {
            Description = "Configuration file (JSON): the sections Hub, Mqtt (its broker), Review and Dashboard (port of the review site, health and metrics).",
            HelpName = "FILE",
        };
        var set = CommonOptions.Set();
        var command = new Command("hub", "Archive what a site's devices publish, for good, and tell them so: SQLite and files in a folder, or PostgreSQL shared by several workers. "
            + "Ctrl+C stops it without loss. See docs/hub.md.") { config, set, HubUsersCommand.Create(), HubHoldCommand.Create() };
        command.Act(async (parsed, stopping) =>
        {
            var (configuration, options, problems) = ConfigurationLoader.Load(parsed.GetValue(config), parsed.GetValue(set) ?? []);
            await using var parts = await HubCheck.RunAsync(options, problems, stopping).ConfigureAwait(false);
            await using var host = new HubHost(options, configuration, parts);
            var where = options.Hub.Store == HubStore.Postgres ? "PostgreSQL" : $"folder {parts.Folder}";
            Console.WriteLine($"segedge {SoftwareVersion.Text}: hub '{options.Hub.Name}', broker {options.Mqtt}, {where}, review site {host.Address}, health {host.Address}ready, "
                + (parts.Key is { } key ? $"receipts signed by {key.Id}" : "no receipts"));
            Console.WriteLine(await host.RunAsync(stopping).ConfigureAwait(false));
        });
        return command;
    }
}
