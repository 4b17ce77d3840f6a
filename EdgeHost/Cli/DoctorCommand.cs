using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Doctor;
using SegEdge.EdgeHost.Doctor.Report;
using SegEdge.EdgeHost.Gpio;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge doctor</c>: what a device needs of its machine, each with what to do about it; and the report of an hour with the machine.</summary>
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
        var loopback = new Option<string?>("--loopback") { Description = "Toggle line OUT of Gpio:Chip and see whether line IN follows: bridge the two first, and take off whatever else OUT drives.", HelpName = "OUT:IN" };
        var report = new Option<FileInfo?>("--report") { Description = "Also run the device for --minutes and write all of it to a Markdown file, with the check list of docs/jetson.md.", HelpName = "FILE" };
        var minutes = CommonOptions.AtLeast(0.05, new Option<double>("--minutes") { Description = "How long the device runs for the report.", DefaultValueFactory = _ => 10, HelpName = "N" });
        var command = new Command("doctor", "Check this machine: runtime, OpenCV, model, provider, camera, clips, GPIO, broker, disk, clock, heat, power; say how to fix each. Exit code 3 if the device would not work.")
        {
            config, set, json, loopback, report, minutes,
        };
        command.Act((parsed, stopping) => ExamineAsync(ConfigurationLoader.Load(parsed.GetValue(config), parsed.GetValue(set) ?? []), parsed.GetValue(config) ?? "defaults",
            parsed.GetValue(json), parsed.GetValue(loopback), parsed.GetValue(report), TimeSpan.FromMinutes(parsed.GetValue(minutes)), stopping));
        return command;
    }

    private static async Task<int> ExamineAsync(LoadedConfiguration loaded, string config, bool json, string? loopback, FileInfo? report, TimeSpan duration, CancellationToken stopping)
    {
        var lines = loopback is null ? (LoopbackLines?)null : LoopbackLines.Parse(loopback);
        // Before the minutes of a run: what came of it could not be kept.
        using (report?.OpenWrite()) { }
        var options = loaded.Options;
        List<Finding> findings =
        [
            loaded.Problems.Count == 0 ? Finding.Good("configuration", config) : Finding.Bad("configuration", string.Join(" ", loaded.Problems), "Correct these keys; 'segedge check-config' lists one a line."),
            .. new Checkup(options, TimeProvider.System).Findings(),
        ];
        if (lines is { } bridged) findings.Add(new GpioLoopback(LibGpiodChips.OfThisMachine, TimeProvider.System).Run(options.Gpio, bridged));
        if (json) Console.WriteLine(JsonSerializer.Serialize(new { version = SoftwareVersion.Text, utc = DateTimeOffset.UtcNow, findings }, Json));
        else Print(findings);
        if (report is not null)
        {
            await Console.Error.WriteLineAsync($"The device runs for {duration.TotalMinutes:0.##} minutes ...").ConfigureAwait(false);
            var facts = await ReportFacts.GatherAsync(loaded, findings, duration, stopping).ConfigureAwait(false);
            await File.WriteAllTextAsync(report.FullName, MachineReport.Write(facts), stopping).ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"Report: {report.FullName}").ConfigureAwait(false);
            if (facts.Run is null) return CommandLine.GateStops;
        }
        return findings.Any(f => f.Verdict == Verdict.Bad) ? CommandLine.GateStops : CommandLine.Done;
    }

    private static void Print(IEnumerable<Finding> findings)
    {
        foreach (var (check, verdict, found, fix) in findings)
        {
            Console.WriteLine($"{verdict.ToString().ToLowerInvariant(),-7} {check,-14} {found}");
            if (fix is not null) Console.WriteLine($"{"",-7} {"",-14} fix: {fix}");
        }
    }
}
