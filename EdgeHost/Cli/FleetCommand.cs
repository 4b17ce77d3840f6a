using System.CommandLine;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge fleet report|export</c>: what the archive of many devices says.</summary>
internal static class FleetCommand
{
    public static Command Create() => new("fleet", "What the archive of many devices says: where the model is weak, and the frames to improve it with.") { FleetReportCommand.Create(), FleetExportCommand.Create() };

    /// <summary>The folder of a hub. Each call makes a new one: an option belongs to one command.</summary>
    public static Option<DirectoryInfo> Data() => new("--data", "-d")
    {
        Description = "A hub's folder: events/, verdicts/, blobs/; or what 'simulate-fleet --out' wrote.",
        Required = true,
        HelpName = "DIR",
    };
}
