using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.EndToEnd.Tests.Deploy;
using SegEdge.Fleet;
using SegEdge.Fleet.Store;
using SegEdge.Fleet.Store.Retention;
using SegEdge.Fleet.Tests;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;
using YamlDotNet.RepresentationModel;

namespace SegEdge.EndToEnd.Tests.Hub;

/// <summary>deploy/fleet against what is there: metrics of a running hub, tables of a real PostgreSQL.</summary>
public sealed partial class FleetPackTests
{
    private static readonly string Pack = Repository.Path("deploy/fleet");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARunningHub_AnswersWithEveryMetricOfItsDocument_AndTheDashboardsAndRulesNameNoOther()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await MosquittoProcess.StartWithAsync(port => [$"listener {port} 127.0.0.1", "allow_anonymous true"], "warning");
        await using var hub = await HubProcess.StartAsync(broker.Port, Directory.CreateDirectory(folder.File("keys")).FullName, folder.File("hub"));
        var answered = TypeLine().Matches(await hub.MetricsAsync()).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Equal(TableRow().Matches(File.ReadAllText(Repository.Path("docs/hub.md"))).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal), answered.Order(StringComparer.Ordinal));

        string[] files = [.. Dashboards(), Path.Combine(Pack, "prometheus/rules.yml")];
        var named = files.SelectMany(file => Metric().Matches(Expressions(file)).Select(match => match.Value)).Distinct().ToArray();
        Assert.Subset(answered, named.ToHashSet());
        Assert.True(named.Length > 10, "the dashboards name metrics");
    }

    [Fact]
    public async Task EveryPanelInSql_FindsItsTablesAndColumns_AndSomethingInThem()
    {
        await using var server = await PostgresProcess.StartAsync();
        var connection = await server.NewDatabaseAsync();
        await using (var store = await PostgresFleetStore.OpenAsync(connection, TimeProvider.System, cancellation: Cancellation)) await FillAsync(store);
        await using var source = NpgsqlDataSource.Create(connection);
        var panels = Dashboards().SelectMany(file => Targets(file).Where(target => target.TryGetProperty("rawSql", out _)).Select(target => (File: Path.GetFileName(file), Sql: target.GetProperty("rawSql").GetString()!))).ToArray();
        Assert.True(panels.Length > 10);
        foreach (var (file, sql) in panels)
        {
            await using var command = source.CreateCommand(TimeFilter().Replace(sql, "$1 BETWEEN now() - interval '30 days' AND now() + interval '1 hour'"));
            try
            {
                await using var rows = await command.ExecuteReaderAsync(Cancellation);
                Assert.True(await rows.ReadAsync(Cancellation), $"{file}: nothing found by {sql}");
            }
            catch (PostgresException e)
            {
                Assert.Fail($"{file}: {e.MessageText}: {sql}");
            }
        }
    }

    [Fact]
    public void EveryFile_CanBeRead_AndNamesOnlyFilesAndSourcesThatAreThere()
    {
        foreach (var file in Dashboards())
            foreach (var target in Targets(file))
                Assert.Contains(target.GetProperty("datasource").GetProperty("uid").GetString(), DataSources());
        foreach (var file in Directory.EnumerateFiles(Pack, "*.y*ml", SearchOption.AllDirectories)) Assert.NotNull(YamlFile.Read(file));
        using var hub = JsonDocument.Parse(File.ReadAllText(Path.Combine(Pack, "hub/hub.json")));
        Assert.Equal("Postgres", hub.RootElement.GetProperty("Hub").GetProperty("Store").GetString());

        var services = (YamlMappingNode)YamlFile.Read(Path.Combine(Pack, "compose.yaml"))["services"];
        var mounts = services.Children.Values.Cast<YamlMappingNode>().Where(service => service.Children.ContainsKey("volumes")).SelectMany(service => (YamlSequenceNode)service["volumes"]).Select(node => node.ToString().Split(':')[0]);
        // Keys and certificates are the site's own.
        foreach (var path in mounts.Where(path => path.StartsWith("./", StringComparison.Ordinal) && !path.StartsWith("./secrets", StringComparison.Ordinal)))
            Assert.True(Path.Exists(Path.Combine(Pack, path)), $"compose.yaml mounts {path}, which is not in deploy/fleet");
        Assert.Subset(services.Children.Keys.Select(name => name.ToString()).ToHashSet(), new HashSet<string> { "mosquitto", "emqx", "postgres", "hub-1", "hub-2", "prometheus", "grafana" });
    }

    [Fact]
    public async Task TheHubsConfiguration_IsOneThatAHubTakes()
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "hub", "--config", Path.Combine(Pack, "hub/hub.json"), "--set", "Hub:Name=hub-1", "--set", $"Hub:Folder={folder.Path}");
        Assert.Equal(2, code); // no certificates here, no database
        foreach (var complaint in (string[])["unknown key", "expected a section", "Hub:Retention"]) Assert.DoesNotContain(complaint, errors, StringComparison.Ordinal);
        Assert.Contains("Hub:Postgres: is empty", errors, StringComparison.Ordinal);
    }

    private static async Task FillAsync(PostgresFleetStore store)
    {
        var now = TimeProvider.System.GetUtcNow();
        ArchivedEvent[] events = [.. Enumerable.Range(1, 6).Select(seq =>
        {
            var card = Some.Event($"01K0000000000000000000{seq:0000}") with { Seq = seq < 5 ? seq : seq + 1 };
            card = card with { Capture = card.Capture with { Utc = now.AddMinutes(-seq) }, Explanations = [new() { Status = ExplanationStatus.Ok, Method = "scg", Shares = new() { Inside = 0.2f, Boundary = 0.2f, Context = 0.6f } }] };
            return new ArchivedEvent(FleetEvent.Of(card, now), JsonSerializer.SerializeToUtf8Bytes(card, TelemetryJson.Default.EventMessage), []);
        })];
        var gap = new GapMessage { Seq = 1, Epoch = "other", BootId = "boot-1", Stream = StreamKind.Event, Ranges = [new(1, 2)], EventIds = [], Blobs = [], Count = 2, Bytes = 10, Reason = GapReason.Evicted };
        await store.AppendAsync(new()
        {
            Events = events,
            Gaps = [new(events[0].Row.Site, events[0].Row.Device, gap, JsonSerializer.SerializeToUtf8Bytes(gap, TelemetryJson.Default.GapMessage), now)],
            Reports =
            [
                new(events[0].Row.Site, events[0].Row.Device, ReportKind.State, File.ReadAllBytes(Repository.Path("docs/contract/samples/state.json")), now),
                new(events[0].Row.Site, events[0].Row.Device, ReportKind.Birth, File.ReadAllBytes(Repository.Path("docs/contract/samples/birth.json")), now),
            ],
        }, Cancellation);
        await store.AddVerdictAsync(new() { VerdictId = "v1", EventId = events[0].Row.EventId, Utc = now, User = "kim", Verdict = "confirm", Shown = [] }, Cancellation);
        await store.TidyAsync(Cancellation);
        await new FleetHolds(store, TimeProvider.System).AddAsync("kim", "claim", events[0].Row.EventId, EventFilter.All, Cancellation);
        // A blob that nobody asked for, a hundred days old: there is something for retention to take away.
        var body = new byte[] { 1, 2, 3 };
        await store.AppendAsync(new() { Blobs = [new("site-1", "d", "e", "image/jpeg", new("x", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body)), 1, 1, 0, body), now.AddDays(-100))] }, Cancellation);
        Assert.Single(await new FleetRetention(store, new() { EventDays = 50 }, TimeProvider.System).RunAsync(Cancellation));
    }

    private static string[] Dashboards() => Directory.GetFiles(Path.Combine(Pack, "grafana/dashboards"), "*.json");

    private static JsonElement[] Targets(string file)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.Clone())];
    }

    private static string Expressions(string file) => file.EndsWith(".json", StringComparison.Ordinal)
        ? string.Join('\n', Targets(file).Where(target => target.TryGetProperty("expr", out _)).Select(target => target.GetProperty("expr").GetString()))
        : string.Join('\n', ((YamlSequenceNode)YamlFile.Read(file)["groups"]).SelectMany(group => (YamlSequenceNode)group["rules"]).Select(rule => rule["expr"].ToString()));

    private static string[] DataSources() => [.. ((YamlSequenceNode)YamlFile.Read(Path.Combine(Pack, "grafana/provisioning/datasources/segedge.yaml"))["datasources"]).Select(source => source["uid"].ToString())];

    [GeneratedRegex(@"^\| `(segedge_hub_\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^# TYPE (segedge_hub_\w+) ", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"\bsegedge_\w+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\$__timeFilter\((\w+(?:\.\w+)?)\)")]
    private static partial Regex TimeFilter();
}
