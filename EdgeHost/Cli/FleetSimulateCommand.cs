using System.CommandLine;
using System.Globalization;
using SegEdge.Fleet.Analysis;
using SegEdge.Fleet.Simulation;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge simulate-fleet</c>: the traffic of many devices on a broker, or the archive that it would have become.</summary>
internal static class FleetSimulateCommand
{
    public static Command Create()
    {
        var broker = new Option<string?>("--broker") { Description = "An MQTT 5 broker; each device connects as itself.", HelpName = "HOST:PORT" };
        var output = new Option<DirectoryInfo?>("--out", "-o") { Description = "Instead of a broker: a new folder for the archive of that time, ended at the last full hour, for 'fleet report'.", HelpName = "DIR" };
        var devices = CommonOptions.AtLeast(1, new Option<int>("--devices") { Description = "How many; ten a site, two cameras each: site-1/rover-001/front.", DefaultValueFactory = _ => 10, HelpName = "N" });
        var rate = CommonOptions.AtLeast(0.001, new Option<double>("--rate") { Description = "Flagged frames a second of the whole fleet, about 20 kB each.", DefaultValueFactory = _ => 10, HelpName = "R" });
        var seconds = CommonOptions.AtLeast(1L, new Option<long>("--seconds") { Description = "For how long; with --out simulated time, in full hours.", DefaultValueFactory = _ => 60, HelpName = "S" });
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same fleet.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var plant = new Option<string[]>("--plant") { Description = "Something wrong: mud=SITE/DEVICE/CAMERA, or context=MODELVERSION (1.4.0 or 1.5.0), whose explanations rest on context. May be given twice.", HelpName = "WHAT", AllowMultipleArgumentsPerToken = true };
        var picturesEvery = CommonOptions.AtLeast(0, new Option<int>("--pictures-every") { Description = "With --out: every so-manieth event keeps its thumbnail, mask and heat map; 0 is none.", DefaultValueFactory = _ => 0, HelpName = "N" });
        var journal = new Option<FileInfo?>("--journal") { Description = "With --broker: a file that gets a line per accepted event, 'site device epoch seq eventId': what a hub must have in the end, or a gap must name.", HelpName = "FILE" };
        var command = new Command("simulate-fleet", "Traffic of many devices that do not exist: connection, birth, state, events with mask, heat map and thumbnail, gaps. For load tests, and to try the fleet analysis on planted weak spots.")
        {
            broker, output, devices, rate, seconds, seed, plant, picturesEvery, journal,
        };
        command.Act(async (parsed, stopping) =>
        {
            var plants = FleetPlants.Parse(parsed.GetValue(plant) ?? []);
            var options = new SimulatedFleetOptions
            {
                Devices = parsed.GetValue(devices),
                Rate = parsed.GetValue(rate),
                Seed = parsed.GetValue(seed),
                MudCamera = plants.MudCamera,
                ContextVersion = plants.ContextVersion,
            };
            var total = CheckedRate(options);
            await ((parsed.GetValue(broker), parsed.GetValue(output)) switch
            {
                ({ } to, null) => PublishAsync(options, BrokerOf(to), TimeSpan.FromSeconds(parsed.GetValue(seconds)), total, parsed.GetValue(journal), stopping),
                (null, { } folder) => WriteAsync(options, folder, parsed.GetValue(seconds), total, parsed.GetValue(picturesEvery), stopping),
                _ => throw new UsageException("simulate-fleet: expected one of --broker HOST:PORT and --out DIR."),
            }).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task PublishAsync(SimulatedFleetOptions options, MqttOptions broker, TimeSpan duration, double rate, FileInfo? journal, CancellationToken stopping)
    {
        var pictures = FleetPictures.Draw();
        using var logs = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.None));
        using var lines = journal is null ? null : new StreamWriter(journal.FullName, append: false);
        void Note(AcceptedEvent one) => lines?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Site} {one.Device} {one.Epoch} {one.Seq} {one.EventId}"));
        TrafficSummary? summary = null;
        await Progress.RunAsync("events", (long)(rate * duration.TotalSeconds), async report =>
        {
            try
            {
                summary = await FleetTraffic.RunAsync(options, pictures, broker, duration, TimeProvider.System, logs, Note, report, stopping).ConfigureAwait(false);
            }
            catch (FleetTrafficException e)
            {
                throw new UsageException($"--broker: {e.Message}");
            }
        }).ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{summary!.Accepted:N0} events accepted in {summary.Flagged.TotalSeconds:0.0} s, all away after {summary.Whole.TotalSeconds:0.0} s; {summary.Lost:N0} lost on purpose and named in gaps, {summary.Refused:N0} refused, {summary.Waiting:N0} records not sent, {summary.Reconnects:N0} reconnects"));
    }

    private static Task WriteAsync(SimulatedFleetOptions options, DirectoryInfo folder, long seconds, double rate, int picturesEvery, CancellationToken stopping)
    {
        if (folder.Exists && folder.EnumerateFileSystemInfos().Any()) throw new UsageException($"--out {folder}: not empty. A simulated archive must not get among others; choose a new folder.");
        var hours = (int)Math.Max(1, seconds / 3600);
        var now = TimeProvider.System.GetUtcNow();
        var end = now - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerHour);
        var pictures = picturesEvery > 0 ? FleetPictures.Draw() : null;
        return Progress.RunAsync("events", (long)(rate * hours * 3600), report =>
        {
            var written = ArchiveSimulation.Write(options, new FleetFolder(folder.FullName), end.AddHours(-hours), hours, pictures, picturesEvery, report, stopping);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{written:N0} events of {hours} h in {folder.FullName}"));
            return Task.CompletedTask;
        });
    }

    /// <returns>Flags a second, what is planted included.</returns>
    private static double CheckedRate(SimulatedFleetOptions options)
    {
        try
        {
            return new SimulatedFleet(options).Rate;
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--plant: {e.Message}");
        }
    }

    private static MqttOptions BrokerOf(string text) =>
        text.LastIndexOf(':') is > 0 and var colon && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? new() { Host = text[..colon], Port = port }
            : throw new UsageException($"--broker {text}: expected HOST:PORT, such as localhost:1883.");
}
