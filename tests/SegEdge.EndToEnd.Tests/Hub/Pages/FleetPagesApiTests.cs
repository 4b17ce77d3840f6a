using System.Net;
using System.Net.Http.Json;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Hub.Pages;
using SegEdge.Fleet.Store;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub.Pages;

/// <summary>What the pages are told, over HTTP, against the store that it comes from.</summary>
public sealed class FleetPagesApiTests(SimulatedSite site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_AreNamedWhereTheyAre_AndNowhereElse()
    {
        await using var host = await site.ServeAsync();
        await using var device = await DashboardHost.StartAsync();
        Assert.Equal(["devices", "fleet", "wall"], (await GetAsync<string[]>(host, "/api/pages")).Order());
        Assert.Empty(await GetAsync<string[]>(device, "/api/pages"));
        using var client = device.Client();
        using var answer = await client.GetAsync("/api/devices", Ct);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Devices_SayWhatTheyAre_AndWhatIsUnknownIsNull()
    {
        await using var host = await site.ServeAsync();
        var devices = (await GetAsync<DeviceList>(host, "/api/devices")).Devices.ToDictionary(one => one.Device);
        Assert.Equal(10, devices.Count);
        Assert.Equal(("healthy", "online", 0L), (devices["rover-001"].Health, devices["rover-001"].Connection, devices["rover-001"].Ledger!.Unanswered));
        Assert.Equal(("degraded", true), (devices["rover-002"].Health, devices["rover-002"].Throttled));
        Assert.Equal(("unhealthy", "broken"), (devices["rover-004"].Health, devices["rover-004"].Connection));
        Assert.Equal(("off", "offline"), (devices["rover-006"].Health, devices["rover-006"].Connection));
        Assert.Contains("Silent since", Assert.Single(devices["rover-008"].Reasons), StringComparison.Ordinal);
        // It never said its state: no figure is 0 for that.
        var silent = devices["rover-010"];
        Assert.Equal(("unknown", null, null, null, null), (silent.Health, silent.Fps, silent.P95Ms, silent.Outbox, silent.Drops));
        Assert.Null(devices["rover-005"].TempC);
    }

    [Fact]
    public async Task ADevice_HasItsLedgerItsGapsAndWhatItRuns()
    {
        await using var host = await site.ServeAsync();
        var store = await site.StoreAsync();
        var found = await GetAsync<DeviceDetail>(host, "/api/devices/site-1/rover-004");
        var status = (await store.SequencesAsync("site-1", "rover-004", Ct)).Single(one => one.Key.Stream == Telemetry.Contract.StreamKind.Event);
        Assert.True(status.NamedLost > 0);
        Assert.Equal((status.CompleteTo, status.NamedLost, status.Unanswered), (found.Ledgers[0].CompleteTo, found.Ledgers[0].NamedLost, found.Ledgers[0].Unanswered));
        Assert.Equal(status.NamedLost, found.Losses.Sum(one => one.Records));
        Assert.Equal(status.NamedLost, found.Gaps.Sum(one => one.Count));
        Assert.Equal(status.CompleteTo - status.NamedLost, found.Flags);
        Assert.Equal(("field", "1.5.0", 1L), (found.Birth!.Model, found.Birth.ModelVersion, found.Audit.Records));
        Assert.Equal((0L, 1L, 0), (found.Audit.Loose, found.Audit.Beginnings, found.Audit.Broken));
    }

    [Fact]
    public async Task ABirthThatCannotBeRead_IsNone_AndTheOthersAreShown()
    {
        using var folder = new TemporaryFolder();
        await using var store = new EmbeddedFleetStore(folder.Path, TimeProvider.System);
        var sample = await File.ReadAllTextAsync(Repository.Path("docs/contract/samples/birth.json"), Ct);
        await store.AppendAsync(new() { Reports = [Birth("rover-1", sample.Replace("\"cameras\": [", "\"cameras\": [null,", StringComparison.Ordinal)), Birth("rover-2", sample)] }, Ct);
        await using var host = await SimulatedSite.ServeAsync(store, site.Now);
        Assert.Equal("rover-2", Assert.Single((await GetAsync<WallPictures>(host, "/api/wall")).Cameras).Device);
        Assert.Null((await GetAsync<DeviceDetail>(host, "/api/devices/site-1/rover-1")).Birth);

        DeviceReport Birth(string device, string json) => new("site-1", device, ReportKind.Birth, System.Text.Encoding.UTF8.GetBytes(json), site.Now);
    }

    [Fact]
    public async Task ABrokenAuditChain_IsToldWithTheDevice_AndItNeedsSomebody()
    {
        using var folder = new TemporaryFolder();
        await using var store = new EmbeddedFleetStore(folder.Path, TimeProvider.System);
        var (first, second) = (Audit(1, Telemetry.AuditRecord.NoHash), Audit(2, new string('a', 64)));
        await store.AppendAsync(new() { Audits = [first, second] }, Ct);
        await store.TidyAsync(Ct);
        await using var host = await SimulatedSite.ServeAsync(store, site.Now);
        var found = await GetAsync<DeviceDetail>(host, "/api/devices/site-1/rover-1");
        Assert.Equal((2L, 0L, 1L, 1), (found.Audit.Records, found.Audit.Loose, found.Audit.Beginnings, found.Audit.Broken));
        Assert.Equal((2L, "unlinked"), (found.Audit.Breaks[0].Number, found.Audit.Breaks[0].Kind));
        Assert.Contains(Assert.Single((await GetAsync<DeviceList>(host, "/api/devices")).Devices).Reasons, reason => reason.Contains("audit chain is broken", StringComparison.Ordinal));

        ArchivedAudit Audit(long seq, string before)
        {
            var record = Telemetry.AuditRecord.Seal(new()
            {
                Seq = seq,
                Epoch = "01K000000000000000000000AA",
                Utc = site.Now,
                Actor = "device",
                Action = Telemetry.Contract.AuditAction.Mode,
                Subject = "x",
                PrevHash = before,
                Hash = "",
            });
            return new("site-1", "rover-1", record.Message, record.Bytes, site.Now);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("&range=3")]
    [InlineData("&camera=rear")]
    [InlineData("&device=rover-004&camera=rear")]
    [InlineData("&class=weed")]
    [InlineData("&model=field&version=1.5.0")]
    public async Task Figures_AreWhatTheEventsComeTo(string filter)
    {
        await using var host = await site.ServeAsync();
        var days = filter == "&range=3" ? 3 : 30;
        var since = site.Now.AddDays(-days);
        var figures = await GetAsync<FleetFigures>(host, $"/api/fleet/figures?since={since.UtcDateTime:O}&before={site.Now.UtcDateTime:O}{filter}");
        var from = days == 3 ? new DateTimeOffset(since.UtcDateTime.Date.AddHours(since.UtcDateTime.Hour), TimeSpan.Zero) : since;
        var rows = (await RowsAsync()).Where(row => row.CapturedUtc >= from && (!filter.Contains("rear", StringComparison.Ordinal) || row.Camera == "rear")
            && (!filter.Contains("rover-004", StringComparison.Ordinal) || row.Device == "rover-004") && (!filter.Contains("weed", StringComparison.Ordinal) || row.Class == "weed")
            && (!filter.Contains("1.5.0", StringComparison.Ordinal) || row.ModelVersion == "1.5.0")).ToArray();
        Assert.NotEmpty(rows);
        Assert.Equal(days == 3 ? "hour" : "day", figures.Step);
        Assert.Equal(rows.Length, figures.Flags);
        Assert.Equal(rows.GroupBy(row => row.Class).Select(same => (same.Key, same.LongCount())).Order(), figures.ByClass.Select(one => (one.Name, one.Flags.Sum())).Order());
        Assert.Equal(rows.GroupBy(row => row.Rule).Select(same => (same.Key, same.LongCount())).Order(), figures.ByRule.Select(one => (one.Name!, one.Flags.Sum())).Order());
        Assert.Equal(rows.Count(row => row.ExplanationStatus == "untrusted"), figures.Statuses.Untrusted.Sum());
        Assert.Equal(rows.GroupBy(row => row.ModelVersion).Select(same => (same.Key, same.LongCount())).Order(), figures.Models.Select(one => (one.Version, one.Flags)).Order());
        Assert.Equal(rows.LongLength, figures.Cameras.Sum(one => one.Flags));
        Assert.All(figures.ConfirmedByClass.Append(figures.Confirmed), bar => Assert.True(bar.Trials == 0 ? bar.Share is null : bar.Low <= bar.Share && bar.Share <= bar.High));
        var held = rows.Where(row => row is { ExplanationStatus: "ok", ShareContext: not null }).ToArray();
        Assert.Equal(held.Average(row => row.ShareContext!.Value), figures.Context.Mean.Zip(figures.Context.Events, (mean, events) => (mean ?? 0) * events).Sum() / held.Length, 3);
    }

    [Fact]
    public async Task ThePlantedWeakSpots_AreToBeSeen()
    {
        await using var host = await site.ServeAsync();
        var figures = await GetAsync<FleetFigures>(host, $"/api/fleet/figures?since={site.Now.AddDays(-8).UtcDateTime:O}&before={site.Now.UtcDateTime:O}");
        Assert.Equal(("rover-004", "rear"), (figures.Cameras[0].Device, figures.Cameras[0].Camera));
        Assert.True(figures.Cameras[0].Confirmed.High < figures.Cameras.Skip(1).Average(one => one.Confirmed.Share));
        Assert.True(figures.Models.Single(one => one.Version == "1.5.0").Context > 0.5 && figures.Models.Single(one => one.Version == "1.4.0").Context < 0.3);

        var heat = await GetAsync<HeatComparison>(host, $"/api/fleet/heat?since={site.Now.AddDays(-8).UtcDateTime:O}&before={site.Now.UtcDateTime:O}&site=site-1&device=rover-004&camera=rear&class=weed");
        Assert.Equal(["1.4.0", "1.5.0"], heat.Maps.Select(one => one.Version));
        Assert.All(heat.Maps, one => Assert.Equal(1, one.Mean.Sum(), 3));
        Assert.True(heat.Distance > 0.5, $"the versions look at different places: {heat.Distance}");
    }

    [Fact]
    public async Task TheWall_HasEveryCamerasNewestPicture()
    {
        await using var host = await site.ServeAsync();
        var wall = (await GetAsync<WallPictures>(host, "/api/wall")).Cameras;
        var newest = (await RowsAsync()).GroupBy(row => (row.Device, row.Camera)).Select(same => (same.Key, same.Select(row => row.EventId).Max(StringComparer.Ordinal)!));
        Assert.Equal(newest.Order(), wall.Select(one => ((one.Device, one.Camera), one.EventId!)).Order());
        using var client = host.Client();
        using var picture = await client.GetAsync($"/api/fleet/pictures/{wall[0].Thumb}", Ct);
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
        Assert.True(picture.Headers.CacheControl?.NoCache);
    }

    [Theory]
    [InlineData("/api/devices/site-1/no-such", HttpStatusCode.NotFound)]
    [InlineData("/api/devices/..%2F..%2Fetc/passwd", HttpStatusCode.NotFound)]
    [InlineData("/api/devices/site-1/%3Cscript%3E", HttpStatusCode.NotFound)]
    [InlineData("/api/fleet/figures?since=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("/api/fleet/figures?before=0001-01-01", HttpStatusCode.BadRequest)]
    [InlineData("/api/fleet/figures?since=2026-02-01&before=2026-01-01", HttpStatusCode.BadRequest)]
    [InlineData("/api/fleet/figures?since=2001-01-01&before=2026-01-01", HttpStatusCode.BadRequest)]
    [InlineData("/api/fleet/heat?site=site-1", HttpStatusCode.BadRequest)]
    [InlineData("/api/fleet/pictures/abc", HttpStatusCode.NotFound)]
    [InlineData("/api/fleet/pictures/0000000000000000000000000000000000000000000000000000000000000000", HttpStatusCode.NotFound)]
    public async Task BadQuestions_GetAReason(string path, HttpStatusCode expected)
    {
        await using var host = await site.ServeAsync();
        using var client = host.Client();
        using var answer = await client.GetAsync(path, Ct);
        Assert.Equal(expected, answer.StatusCode);
        Assert.NotEmpty((await answer.Content.ReadFromJsonAsync<ApiProblem>(Ct))!.Error);
    }

    [Fact]
    public async Task AnEmptyArchive_IsNoError()
    {
        using var folder = new TemporaryFolder();
        await using var store = new EmbeddedFleetStore(folder.Path, TimeProvider.System);
        await using var host = await SimulatedSite.ServeAsync(store, site.Now);
        Assert.Empty((await GetAsync<DeviceList>(host, "/api/devices")).Devices);
        Assert.Equal(0, (await GetAsync<FleetFigures>(host, "/api/fleet/figures")).Flags);
        Assert.Empty((await GetAsync<WallPictures>(host, "/api/wall")).Cameras);
        Assert.Empty((await GetAsync<HeatComparison>(host, "/api/fleet/heat?site=s&device=d&camera=c")).Maps);
    }

    private async Task<List<Fleet.FleetEvent>> RowsAsync()
    {
        var store = await site.StoreAsync();
        var (rows, next) = (new List<Fleet.FleetEvent>(), (string?)null);
        do
        {
            var page = await store.EventsAsync(EventFilter.All, next, 1000, Ct);
            rows.AddRange(page.Events.Select(one => one.Row));
            next = page.Next;
        }
        while (next is not null);
        return rows;
    }

    private static async Task<T> GetAsync<T>(DashboardHost host, string path)
    {
        using var client = host.Client();
        return (await client.GetFromJsonAsync<T>(path, Ct))!;
    }
}
