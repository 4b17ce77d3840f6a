using System.CommandLine;
using SegEdge.EdgeHost.Configuration;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge check-config</c>: everything that <c>run</c> would refuse, without running.</summary>
internal static class CheckConfigCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config", "-c") { Description = "Configuration file (JSON).", HelpName = "FILE" };
        var set = CommonOptions.Set();
        var defaults = new Option<bool>("--print-defaults") { Description = "Print every setting with its default, to start a file from." };
        var offline = new Option<bool>("--without-hardware") { Description = "Leave camera, GPIO, ports and outbox alone: for the configuration of another machine, or beside a running device." };
        var command = new Command("check-config", "List everything that is wrong with a configuration, its model, camera and ports included.") { config, set, defaults, offline };
        command.Act((parsed, _) =>
        {
            if (parsed.GetValue(defaults))
            {
                Console.WriteLine(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")));
                return Task.CompletedTask;
            }
            var (_, options, problems) = ConfigurationLoader.Load(parsed.GetValue(config), parsed.GetValue(set) ?? []);
            using var parts = StartupCheck.Run(options, problems, withHardware: !parsed.GetValue(offline));
            foreach (var warning in parts.Warnings) Console.Error.WriteLine($"warning: {warning}");
            Console.WriteLine($"No problem found: {CommonOptions.NameCameras(options)}, model '{options.Model.Path}', {options.EffectiveFlags.Count} flag rules, " +
                $"broker {(options.Broker.Embedded ? $"embedded on port {options.Broker.Port}" : options.Mqtt.ToString())}.");
            return Task.CompletedTask;
        });
        return command;
    }
}
