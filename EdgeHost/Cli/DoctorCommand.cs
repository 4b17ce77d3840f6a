using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Doctor;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge doctor</c>: what a device needs of its machine, each with what to do about it.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var config = new Option<string?>("--config", "-c") { Description = "Configuration file (JSON).", HelpName = "FILE" };
        var set = CommonOptions.Set();
        var json = new Option<bool>("--json") { Description = "One JSON document for programs." };
        var command = new Command("doctor", "Check this machine: runtime, model, provider, camera, clips, GPIO, broker, disk, clock, heat, power; say how to fix each. Exit code 3 if the device would not work.") { config, set, json };
        command.Act((parsed, _) => Task.FromResult(Examine(parsed.GetValue(config), parsed.GetValue(set) ?? [], parsed.GetValue(json))));
        return command;
    }

    private static int Examine(string? config, string[] set, bool json)
    {
        var (_, options, problems) = ConfigurationLoader.Load(config, set);
        Finding[] findings =
        [
            problems.Count == 0 ? Finding.Good("configuration", config ?? "defaults") : Finding.Bad("configuration", string.Join(" ", problems), "Correct these keys; 'segedge check-config' lists one a line."),
            .. new Checkup(options, TimeProvider.System).Findings(),
        ];
        if (json) Console.WriteLine(JsonSerializer.Serialize(new { version = SoftwareVersion.Text, utc = DateTimeOffset.UtcNow, findings }, Json));
        else
            foreach (var (check, verdict, found, fix) in findings)
            {
                Console.WriteLine($"{verdict.ToString().ToLowerInvariant(),-7} {check,-14} {found}");
                if (fix is not null) Console.WriteLine($"{"",-7} {"",-14} fix: {fix}");
            }
        return findings.Any(f => f.Verdict == Verdict.Bad) ? CommandLine.GateStops : CommandLine.Done;
    }
}
