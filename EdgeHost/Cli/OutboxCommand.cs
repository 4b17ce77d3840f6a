using System.CommandLine;
using System.Globalization;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge outbox status|estimate|export</c>: what waits on the disk for a link.</summary>
internal static class OutboxCommand
{
    public static Command Create() => new("outbox", "What waits on the disk for a link: look at it, reckon how long it lasts, copy it out.") { Status(), Estimate(), Export() };

    private static Command Status()
    {
        var (config, set, folder) = (Config(), CommonOptions.Set(), Folder());
        var command = new Command("status", "What waits, what was set aside, and how old it is. The device may be running.") { config, set, folder };
        command.Act((parsed, _) =>
        {
            var (path, options) = Find(parsed.GetValue(folder), parsed.GetValue(config), parsed.GetValue(set));
            using var reader = new OutboxReader(path);
            var report = reader.Report();
            Console.WriteLine($"folder        {path}");
            Console.WriteLine($"epoch         {report.Epoch}, events numbered to {report.LastEventSeq}, gaps to {report.LastGapSeq}");
            Console.WriteLine($"waiting       {Invariant($"{report.Rows.Values.Sum():N0}")} records: {string.Join(", ", report.Rows.Select(p => Invariant($"{p.Value:N0} {p.Key.ToString().ToLowerInvariant()}")))}");
            if (report.OldestUtc is { } oldest) Console.WriteLine($"oldest        {oldest.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}");
            Console.WriteLine(Invariant($"size          {report.Bytes / 1e6:N1} of {options.Outbox.CapBytes / 1e6:N1} MB counted, {report.FileBytes / 1e6:N1} MB on the disk"));
            Console.WriteLine($"quarantined   {report.Quarantined.Count}{(report.Quarantined.Count == 0 ? "" : ", no broker took them:")}");
            foreach (var one in report.Quarantined.Take(10))
                Console.WriteLine($"  {one.Utc.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)} {one.Topic} seq {one.Seq} event {one.EventId}: {one.Reason}");
            Console.WriteLine($"damaged       {(report.Damaged.Count == 0 ? "none" : string.Join(", ", report.Damaged))}");
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Estimate()
    {
        var (config, set) = (Config(), CommonOptions.Set());
        var perHour = CommonOptions.AtLeast(0.001, new Option<double>("--per-hour") { Description = "Flagged frames an hour.", DefaultValueFactory = _ => 30, HelpName = "N" });
        var bytes = CommonOptions.AtLeast(1L, new Option<long>("--bytes") { Description = "Bytes of one event with its blobs.", DefaultValueFactory = _ => 20_000, HelpName = "N" });
        var blobs = CommonOptions.AtLeast(0, new Option<int>("--blobs") { Description = "Blobs of one event: mask of each head, heat map, thumbnail.", DefaultValueFactory = _ => 3, HelpName = "N" });
        var command = new Command("estimate", "How long the outbox lasts without a link, and how long it then takes to send what waits.") { config, set, perHour, bytes, blobs };
        command.Act((parsed, _) =>
        {
            var (_, options, problems) = ConfigurationLoader.Load(parsed.GetValue(config), parsed.GetValue(set) ?? []);
            if (problems.Count > 0) throw new UsageException([.. problems]);
            Console.WriteLine(new OutboxEstimate(options.Outbox, options.Mqtt, parsed.GetRequiredValue(bytes), parsed.GetValue(blobs), parsed.GetValue(perHour)));
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Export()
    {
        var (config, set, folder, output) = (Config(), CommonOptions.Set(), Folder(), CommonOptions.Out());
        var command = new Command("export", "Copy what waits into files: messages.jsonl, and each blob under its sha256. For a vehicle whose link does not come back. Nothing is taken out.")
        {
            config, set, folder, output,
        };
        command.Act(async (parsed, stopping) =>
        {
            var (path, _) = Find(parsed.GetValue(folder), parsed.GetValue(config), parsed.GetValue(set));
            using var reader = new OutboxReader(path);
            var export = new OutboxExport(parsed.GetRequiredValue(output));
            await Progress.RunAsync("records", reader.Report().Rows.Values.Sum(), report => export.WriteAsync(reader, report, stopping)).ConfigureAwait(false);
            Console.WriteLine(export);
        });
        return command;
    }

    private static Option<string?> Config() => new("--config", "-c") { Description = "The device's configuration file (JSON).", HelpName = "FILE" };

    private static Option<string?> Folder() => new("--folder", "-f") { Description = "The folder itself; Outbox:Folder of the configuration if absent.", HelpName = "DIR" };

    private static (string Folder, SegEdgeOptions Options) Find(string? folder, string? config, string[]? settings)
    {
        var (_, options, problems) = ConfigurationLoader.Load(config, settings ?? []);
        if (problems.Count > 0) throw new UsageException([.. problems]);
        return (folder ?? OutboxFolder.Of(options) ?? throw new UsageException("Outbox:Folder is empty: this device keeps what waits in memory only. Give a folder with --folder."), options);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
