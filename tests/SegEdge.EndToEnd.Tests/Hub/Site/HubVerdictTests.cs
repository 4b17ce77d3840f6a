using System.Net;
using System.Text.Json;
using SegEdge.Fleet.Tests.Hub;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>What becomes of verdicts, of filters, and of frames that come while somebody looks.</summary>
public sealed class HubVerdictTests
{
    private static readonly string[] Thumb = ["thumb", "mask"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AVerdict_IsCountedShownAndTakenBack()
    {
        SampleEvent[] samples = [.. Enumerable.Range(0, 4).Select(i => SampleEvent.Of(Scene.Drawn(i)))];
        await using var hub = await ReviewHub.StartAsync(samples, null, "Review:SecondShare=0");
        using var olga = await hub.SignedInAsync("olga");
        using var otto = await hub.SignedInAsync("otto");
        Assert.Equal((4, 4), await CountsAsync(olga, ""));
        var item = await olga.JudgeAsync(samples[0].Id, new { verdict = "dismiss", reason = "lens or light", shown = Thumb });
        var said = Assert.Single(VerdictsOf(item));
        Assert.Equal(("dismiss", "lens or light", "olga", true), (said.GetProperty("verdict").GetString(), said.GetProperty("reason").GetString(), said.GetProperty("user").GetString(), said.GetProperty("mine").GetBoolean()));
        Assert.Equal(Thumb, said.GetProperty("shown").EnumerateArray().Select(layer => layer.GetString()));
        Assert.False(Assert.Single(VerdictsOf(await otto.JsonAsync($"/api/events/{samples[0].Id}"))).GetProperty("mine").GetBoolean());
        Assert.Equal((4, 3), await CountsAsync(otto, ""));
        Assert.Equal((1, 3), await CountsAsync(otto, "state=reviewed"));
        Assert.Equal(3, (await otto.JsonAsync("/api/events?state=open")).GetProperty("items").GetArrayLength());
        await otto.JudgeAsync(samples[0].Id, new { verdict = "wrongClass", @class = "pedestrian", shown = Thumb });
        Assert.Equal((4, 3), await CountsAsync(otto, ""));
        Assert.Equal(2, VerdictsOf(await olga.JsonAsync($"/api/events/{samples[0].Id}")).Length);
        var undone = new { takesBack = said.GetProperty("verdictId").GetString(), shown = Thumb };
        Assert.Single(VerdictsOf(await olga.JudgeAsync(samples[0].Id, undone)));
        Assert.Equal(HttpStatusCode.Conflict, await olga.TryJudgeAsync(samples[0].Id, undone));
        Assert.Equal((4, 3), await CountsAsync(olga, ""));
    }

    [Fact]
    public async Task RemovedForPrivacy_ItsBlobsAreGoneForEverybodyAtOnce_AndOnlyAnAdministratorBringsThemBack()
    {
        var sample = SampleEvent.Of(Scene.Drawn(0));
        await using var hub = await ReviewHub.StartAsync([sample]);
        using var olga = await hub.SignedInAsync("olga");
        using var ada = await hub.SignedInAsync("ada");
        string[] blobs = [.. sample.Blobs.Select(blob => $"/api/blobs/{SampleEvent.HashOf(blob.Bytes)}")];
        using var before = await ada.Http.GetAsync(blobs[0], Ct);
        Assert.Equal("no-cache, private", before.Headers.CacheControl!.ToString());
        // A browser that has it asks whether it may still show it.
        ada.Http.DefaultRequestHeaders.IfNoneMatch.Add(before.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, await ada.StatusAsync(blobs[0]));
        var removed = await olga.JudgeAsync(sample.Id, new { verdict = "remove", reason = "a face", shown = Thumb });
        foreach (var blob in blobs) Assert.Equal(HttpStatusCode.NotFound, await ada.StatusAsync(blob));
        Assert.Equal(0, (await ada.JsonAsync($"/api/events/{sample.Id}")).GetProperty("blobs").GetArrayLength());
        Assert.Equal(HttpStatusCode.Conflict, await ada.TryJudgeAsync(sample.Id, new { verdict = "confirm", shown = Thumb }));
        var fact = Assert.Single(VerdictsOf(removed));
        Assert.Equal(("remove", "olga", "a face"), (fact.GetProperty("verdict").GetString(), fact.GetProperty("user").GetString(), fact.GetProperty("reason").GetString()));
        var back = new { takesBack = fact.GetProperty("verdictId").GetString(), shown = Array.Empty<string>() };
        Assert.Equal(HttpStatusCode.Forbidden, await olga.TryJudgeAsync(sample.Id, back));
        Assert.Equal(blobs.Length, (await ada.JudgeAsync(sample.Id, back)).GetProperty("blobs").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, await olga.StatusAsync(blobs[1]));
    }

    [Fact]
    public async Task ASecondPerson_IsNotToldWhatTheFirstOneSaid()
    {
        SampleEvent[] samples = [SampleEvent.Of(Scene.Drawn(0)), SampleEvent.Of(Scene.Drawn(1)), SampleEvent.Of(Scene.Drawn(2))];
        await using var hub = await ReviewHub.StartAsync(samples, null, "Review:SecondShare=1");
        using var olga = await hub.SignedInAsync("olga");
        using var otto = await hub.SignedInAsync("otto");
        await olga.JudgeAsync(samples[0].Id, new { verdict = "confirm", shown = Thumb });
        await olga.JudgeAsync(samples[1].Id, new { verdict = "dismiss", reason = "nothing there", shown = Thumb });
        Assert.Empty((await olga.JsonAsync("/api/events?state=second")).GetProperty("items").EnumerateArray());
        var offered = Assert.Single((await otto.JsonAsync("/api/events?state=second")).GetProperty("items").EnumerateArray());
        Assert.Equal(samples[0].Id, offered.GetProperty("event").GetProperty("eventId").GetString());
        Assert.True(offered.GetProperty("review").GetProperty("second").GetBoolean());
        Assert.Empty(VerdictsOf(offered));
        var after = await otto.JudgeAsync(samples[0].Id, new { verdict = "unsure", shown = Thumb });
        Assert.Equal(["confirm", "unsure"], VerdictsOf(after).Select(verdict => verdict.GetProperty("verdict").GetString()));
        Assert.Empty((await otto.JsonAsync("/api/events?state=second")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task ASecondLook_WithAFilter_GivesFullPages_OfWhatPassesIt()
    {
        var start = DateTimeOffset.UtcNow.AddHours(-1);
        SampleEvent[] samples = [.. new[] { "rare", "rare", "usual", "rare", "usual" }.Select((rule, i) => SampleEvent.Of(Scene.Drawn(0), rule: rule, captured: start.AddMinutes(i)))];
        await using var hub = await ReviewHub.StartAsync(samples, null, "Review:SecondShare=1");
        using var olga = await hub.SignedInAsync("olga");
        using var otto = await hub.SignedInAsync("otto");
        foreach (var sample in samples) await olga.JudgeAsync(sample.Id, new { verdict = "confirm", shown = Thumb });
        Assert.Equal([samples[3].Id, samples[1].Id], await SecondAsync("rule=rare&limit=2"));
        Assert.Equal([samples[0].Id], await SecondAsync($"rule=rare&limit=2&before={samples[1].Id}"));
        Assert.Equal([samples[2].Id, samples[1].Id], await SecondAsync($"limit=2&from={start.AddMinutes(1):s}Z&to={start.AddMinutes(3):s}Z"));

        async Task<string?[]> SecondAsync(string query) => [.. (await otto.JsonAsync($"/api/events?state=second&{query}")).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("event").GetProperty("eventId").GetString())];
    }

    [Fact]
    public async Task Filters_AreTheServers_AndKnowTheirLength()
    {
        var start = DateTimeOffset.UtcNow.AddHours(-1);
        SampleEvent[] samples =
        [
            .. Enumerable.Range(0, 60).Select(i =>
            {
                var sample = SampleEvent.Of(Scene.Drawn(0), i % 3 == 0 ? "untrusted" : "ok", i % 2 == 0 ? "lowMargin" : "areaJump", i % 4 == 0 ? "alert" : "review", captured: start.AddSeconds(i));
                sample.Json["device"] = i < 50 ? "rover-07" : "rover-08";
                return sample;
            }),
        ];
        await using var hub = await ReviewHub.StartAsync(samples);
        using var vera = await hub.SignedInAsync("vera");
        Assert.Equal((10, 10), await CountsAsync(vera, "device=rover-08"));
        Assert.Equal((20, 20), await CountsAsync(vera, "status=untrusted"));
        Assert.Equal((5, 5), await CountsAsync(vera, "status=untrusted&severity=alert&rule=lowMargin"));
        Assert.Equal((0, 0), await CountsAsync(vera, "class=unicorn"));
        var page = await vera.JsonAsync("/api/events?rule=areaJump&limit=20");
        var rest = await vera.JsonAsync($"/api/events?rule=areaJump&limit=20&before={page.GetProperty("items")[19].GetProperty("event").GetProperty("eventId").GetString()}");
        Assert.Equal((20, 10), (page.GetProperty("items").GetArrayLength(), rest.GetProperty("items").GetArrayLength()));
        var late = await vera.JsonAsync($"/api/events?from={Uri.EscapeDataString(start.AddSeconds(55).ToString("O"))}");
        Assert.Equal(5, late.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, late.GetProperty("total").ValueKind);
        var offers = await vera.JsonAsync("/api/offers");
        Assert.Equal(["rover-07", "rover-08"], offers.GetProperty("devices").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["areaJump", "lowMargin"], offers.GetProperty("rules").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task OfTwoWorkersOnOneDatabase_EachShowsWhatTheOtherTook()
    {
        await using var postgres = await PostgresProcess.StartAsync();
        var database = await postgres.NewDatabaseAsync();
        string[] shared = ["Hub:Store=Postgres", $"Hub:Postgres={database}", "Review:SecondShare=0"];
        await using var one = await ReviewHub.StartAsync([], null, [.. shared, "Hub:Name=one"]);
        await using var two = await ReviewHub.StartAsync([], null, [.. shared, "Hub:Name=two"]);
        using var here = await one.SignedInAsync("olga");
        using var there = await two.SignedInAsync("otto");
        using var stream = new SseReader(await there.Http.GetStreamAsync("/api/events/stream", Ct));
        Assert.Equal("hello", (await stream.NextAsync(Ct)).Kind);
        await using var device = await HandPublisher.StartAsync(one.BrokerPort);
        var sample = SampleEvent.Of(Scene.Drawn(0));
        await SampleTraffic.PublishAsync(device, sample);
        var flagged = await NextAsync("flagged");
        Assert.Equal(sample.Id, flagged.GetProperty("event").GetProperty("eventId").GetString());
        // The first worker may have every blob before the second one looks for the first time.
        while (flagged.GetProperty("blobs").GetArrayLength() < sample.Blobs.Count) flagged = await NextAsync("updated");
        await here.JudgeAsync(sample.Id, new { verdict = "confirm", shown = Thumb });
        while (VerdictsOf(flagged).Length == 0) flagged = await NextAsync("updated");
        Assert.Equal("olga", Assert.Single(VerdictsOf(flagged)).GetProperty("user").GetString());
        Assert.Equal((1, 0), await CountsAsync(there, ""));

        async Task<JsonElement> NextAsync(string kind)
        {
            var next = await stream.NextAsync(Ct);
            Assert.Equal(kind, next.Kind);
            return JsonSerializer.Deserialize<JsonElement>(next.Data);
        }
    }

    private static JsonElement[] VerdictsOf(JsonElement item) => [.. item.GetProperty("review").GetProperty("verdicts").EnumerateArray()];

    private static async Task<(int Total, int Unreviewed)> CountsAsync(HubSession session, string query)
    {
        var page = await session.JsonAsync($"/api/events?{query}");
        return (page.GetProperty("total").GetInt32(), page.GetProperty("unreviewed").GetInt32());
    }
}
