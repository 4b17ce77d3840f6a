using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegEdge.EdgeHost.Exports;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>Who may take what from a hub, and what becomes of requests that no page of ours sends.</summary>
public sealed class HubExportRightsTests
{
    private static readonly string[] Thumb = ["thumb"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RolesTakeWhatTheyMay_AndWhatIsRefused_IsNotWrittenDown()
    {
        var sample = SampleEvent.Of(Scene.Drawn(0));
        await using var hub = await ReviewHub.StartAsync([sample], null, "Review:SecondShare=0");
        var one = $"/api/events/{sample.Id}/export";
        (string Path, int Viewer, int Operator, int Admin)[] rules =
        [
            ($"{one}/coco", 200, 200, 200), ($"{one}/geojson", 200, 200, 200), ($"{one}/pack", 403, 200, 200), ("/api/export/csv", 200, 200, 200), ("/api/export/coco", 403, 403, 404), ("/api/export/pack", 403, 403, 200),
        ];
        using var nobody = new HubSession(hub.Address);
        foreach (var (user, statusOf) in new (string, Func<(string Path, int Viewer, int Operator, int Admin), int>)[] { ("vera", rule => rule.Viewer), ("olga", rule => rule.Operator), ("ada", rule => rule.Admin) })
        {
            using var session = await hub.SignedInAsync(user);
            foreach (var rule in rules) Assert.Equal((user, rule.Path, (HttpStatusCode)statusOf(rule)), (user, rule.Path, await session.StatusAsync(rule.Path)));
            var may = (await session.ReportAsync()).GetProperty("may");
            Assert.Equal((user != "vera", user == "ada"), (may.GetProperty("pack").GetBoolean(), may.GetProperty("export").GetBoolean()));
        }

        foreach (var rule in rules) Assert.Equal(HttpStatusCode.Unauthorized, await nobody.StatusAsync(rule.Path));
        await nobody.ReportAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(nobody, $"/api/events/{sample.Id}/exports", """{"shown":["thumb"]}"""));
        Assert.Equal(rules.Sum(rule => (rule.Viewer == 200 ? 1 : 0) + (rule.Operator == 200 ? 1 : 0) + (rule.Admin == 200 ? 1 : 0)), (await ExportSite.TakenAsync(hub)).Count);
    }

    [Fact]
    public async Task APicturesNote_NeedsTokenEventAndLayers()
    {
        var sample = SampleEvent.Of(Scene.Drawn(0));
        await using var hub = await ReviewHub.StartAsync([sample]);
        using var vera = await hub.SignedInAsync("vera");
        var path = $"/api/events/{sample.Id}/exports";
        foreach (var bad in new[] { "{}", """{"shown":null}""", """{"shown":["x\n"]}""", """{"shown":[],"user":"ada"}""", "no json" }) Assert.Equal((bad, HttpStatusCode.BadRequest), (bad, await PostAsync(vera, path, bad)));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(vera, "/api/events/01UNKNOWN/exports", """{"shown":[]}"""));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(vera, path, """{"shown":["thumb"]}"""));
        vera.Token = "";
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(vera, path, """{"shown":["thumb"]}"""));
        Assert.Equal([("vera", "png")], (await ExportSite.TakenAsync(hub)).Select(one => (one.User, one.Kind)));
    }

    [Fact]
    public async Task WhatIsNotThere_OrTooMuch_IsRefusedInWords()
    {
        var sample = SampleEvent.Of(Scene.Drawn(0), withFrame: false);
        SampleEvent[] many = [.. Enumerable.Range(0, AuditPack.MostEvents + 1).Select(i => ExportSite.Copy(sample, i, json => json["device"] = i == 0 ? "rover-01" : "rover-07"))];
        await using var hub = await ReviewHub.StartAsync(many, null, "Review:SecondShare=0");
        using var ada = await hub.SignedInAsync("ada");
        Assert.Contains($"more than {AuditPack.MostEvents} events", await ProblemAsync(ada, "/api/export/pack", HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal(HttpStatusCode.OK, await ada.StatusAsync("/api/export/pack?device=rover-01"));
        Assert.Contains("selects no event", await ProblemAsync(ada, "/api/export/pack?device=nobody", HttpStatusCode.NotFound));
        Assert.Contains("second look", await ProblemAsync(ada, "/api/export/csv?state=second", HttpStatusCode.BadRequest));
        Assert.Contains("'from' or 'to'", await ProblemAsync(ada, "/api/export/csv?from=yesterday", HttpStatusCode.BadRequest));
        foreach (var id in new[] { "01UNKNOWN", "%2E%2E%2F%2E%2E%2Fetc", "%3Cscript%3E", new string('A', 65) })
            foreach (var kind in new[] { "coco", "geojson", "pack" }) Assert.Equal((id, HttpStatusCode.NotFound), (id, await ada.StatusAsync($"/api/events/{id}/export/{kind}")));
        Assert.Equal(HttpStatusCode.NotFound, await ada.StatusAsync($"/api/events/{many[0].Id}/export/exe"));

        using var olga = await hub.SignedInAsync("olga");
        await olga.JudgeAsync(many[0].Id, new { verdict = "remove", shown = Thumb });
        Assert.Contains("removed for privacy", await ProblemAsync(ada, $"/api/events/{many[0].Id}/export/coco", HttpStatusCode.NotFound));
        Assert.Contains("\"outline\":\"box\"", await ada.Http.GetStringAsync($"/api/events/{many[0].Id}/export/geojson", Ct), StringComparison.Ordinal);
        using var pack = new ZipArchive(new MemoryStream(await ada.Http.GetByteArrayAsync($"/api/events/{many[0].Id}/export/pack", Ct)));
        Assert.DoesNotContain(pack.Entries, entry => entry.FullName.StartsWith("blobs/", StringComparison.Ordinal));
        Assert.Contains(ManifestOf(pack).GetProperty("absent").EnumerateArray(), one => one.GetProperty("why").GetString() == "it was removed for privacy");
    }

    [Fact]
    public async Task WhoIsAskedForASecondLook_IsNotToldByAnExport()
    {
        var sample = SampleEvent.Of(Scene.Drawn(0));
        await using var hub = await ReviewHub.StartAsync([sample], null, "Review:SecondShare=1");
        using var olga = await hub.SignedInAsync("olga");
        using var otto = await hub.SignedInAsync("otto");
        await olga.JudgeAsync(sample.Id, new { verdict = "confirm", reason = "a first word", shown = Thumb });
        Assert.Contains("a first word", await VerdictsInPackAsync(olga), StringComparison.Ordinal);
        Assert.DoesNotContain("a first word", await VerdictsInPackAsync(otto), StringComparison.Ordinal);
        Assert.Contains("second look", await VerdictsInPackAsync(otto), StringComparison.Ordinal);
        Assert.Contains("a first word", await olga.Http.GetStringAsync("/api/export/csv", Ct), StringComparison.Ordinal);
        Assert.DoesNotContain("a first word", await otto.Http.GetStringAsync("/api/export/csv", Ct), StringComparison.Ordinal);

        async Task<string> VerdictsInPackAsync(HubSession session)
        {
            using var pack = new ZipArchive(new MemoryStream(await session.Http.GetByteArrayAsync($"/api/events/{sample.Id}/export/pack", Ct)));
            using var text = new StreamReader(pack.GetEntry($"events/{sample.Id}/verdicts.json")!.Open());
            return await text.ReadToEndAsync(Ct);
        }
    }

    [Fact]
    public async Task NamesOfDevices_BecomeNoPathsNoMarkupAndNoHeaders()
    {
        var sample = SampleEvent.Of(Scene.Drawn(0));
        string[] names = ["../../etc", "<script>alert(1)</script>", "a\"; filename=\"evil.exe", "C:\\x", "..", "=1+1", "a/b", "a_b", "Straße\r\nX: y"];
        SampleEvent[] samples = [.. names.Select((name, i) => ExportSite.Copy(sample, i, json => json["device"] = name))];
        await using var hub = await ReviewHub.StartAsync(samples, null, "Review:SecondShare=0");
        using var ada = await hub.SignedInAsync("ada");
        using var folder = new TemporaryFolder();
        using var answer = await ada.Http.GetAsync("/api/export/pack", Ct);
        Assert.Matches("^attachment; filename=\"segedge-pack-[0-9TZ]+\\.zip\"$", answer.Content.Headers.GetValues("Content-Disposition").Single());
        var files = await ExportedFiles.CheckedAsync(folder, await answer.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(names.Length, files.Where(file => file.StartsWith("devices/", StringComparison.Ordinal)).Select(Path.GetDirectoryName).Distinct().Count());
        foreach (var one in samples)
        {
            using var coco = await ada.Http.GetAsync($"/api/events/{one.Id}/export/coco", Ct);
            Assert.Equal($"attachment; filename=\"segedge-{one.Id}-coco.json\"", coco.Content.Headers.GetValues("Content-Disposition").Single());
            Assert.Equal("nosniff", coco.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task ManyExportsInAShortTime_AreSlowedDown_PersonByPerson()
    {
        var sample = SampleEvent.Of(Scene.Drawn(0));
        await using var hub = await ReviewHub.StartAsync([sample]);
        using var vera = await hub.SignedInAsync("vera");
        var answers = await Task.WhenAll(Enumerable.Range(0, 90).Select(_ => vera.StatusAsync($"/api/events/{sample.Id}/export/geojson")));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Contains(HttpStatusCode.OK, answers);
        using var olga = await hub.SignedInAsync("olga");
        Assert.Equal(HttpStatusCode.OK, await olga.StatusAsync($"/api/events/{sample.Id}/export/geojson"));
    }

    [Fact]
    public async Task TenThousandEvents_AreOneTable_AndTheHubStaysAsLargeAsItWas()
    {
        const int many = 10_000;
        var sample = SampleEvent.Of(Scene.Drawn(0));
        var bare = new SampleEvent { Json = (JsonObject)sample.Json.DeepClone(), Blobs = [] };
        await using var hub = await ReviewHub.StartAsync([.. Enumerable.Range(0, many).Select(i => ExportSite.Copy(bare, i))]);
        using var vera = await hub.SignedInAsync("vera");
        var before = hub.ResidentBytes;
        for (var round = 1; round <= 3; round++)
        {
            var rows = CsvReader.Read(Encoding.UTF8.GetString(await vera.Http.GetByteArrayAsync("/api/export/csv", Ct)));
            Assert.Equal(many, rows.Skip(1).Select(row => row[0]).Distinct().Count());
            TestContext.Current.TestOutputHelper?.WriteLine($"round {round}: {(hub.ResidentBytes - before) / 1e6:F0} MB more than the {before / 1e6:F0} MB before the first");
        }
    }

    private static JsonElement ManifestOf(ZipArchive pack)
    {
        using var manifest = JsonDocument.Parse(pack.GetEntry("manifest.json")!.Open());
        return manifest.RootElement.Clone();
    }

    private static async Task<string> ProblemAsync(HubSession session, string path, HttpStatusCode expected)
    {
        using var answer = await session.Http.GetAsync(path, Ct);
        Assert.Equal(expected, answer.StatusCode);
        return ExportedFiles.Json(await answer.Content.ReadAsByteArrayAsync(Ct)).GetProperty("error").GetString()!;
    }

    private static async Task<HttpStatusCode> PostAsync(HubSession session, string path, string body)
    {
        using var answer = await session.PostAsync(path, body);
        return answer.StatusCode;
    }
}
