using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EndToEnd.Tests;

public sealed class DashboardApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_SaysWhatTheHeaderShows()
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = host.Client();
        var status = await client.GetFromJsonAsync<JsonElement>("/api/status", Ct);
        Assert.Equal("rover-07", status.GetProperty("device").GetString());
        Assert.Equal("healthy", status.GetProperty("health").GetProperty("state").GetString());
        Assert.Equal(12, status.GetProperty("heads")[0].GetProperty("classes").GetArrayLength());
        Assert.Equal(12, status.GetProperty("counters").GetProperty("explainSkipped").GetInt64());
        Assert.True(status.GetProperty("broker").GetProperty("connected").GetBoolean());
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/js/main.js", "text/javascript")]
    [InlineData("/css/base.css", "text/css")]
    [InlineData("/icon.svg", "image/svg+xml")]
    public async Task PageFiles_HaveTheirTypes_AndThePolicyWithoutInline(string path, string type)
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = host.Client();
        using var answer = await client.GetAsync(path, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("/api/events/01UNKNOWN", HttpStatusCode.NotFound)]
    [InlineData("/api/events/..%2F..%2Fetc%2Fpasswd", HttpStatusCode.NotFound)]
    [InlineData("/api/events?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/events?limit=many", HttpStatusCode.BadRequest)]
    [InlineData("/api/events?before=%3Cscript%3E", HttpStatusCode.BadRequest)]
    [InlineData("/api/blobs/abc", HttpStatusCode.NotFound)]
    [InlineData("/api/blobs/ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ", HttpStatusCode.NotFound)]
    [InlineData("/api/blobs/0000000000000000000000000000000000000000000000000000000000000000", HttpStatusCode.NotFound)]
    [InlineData("/api/live", HttpStatusCode.BadRequest)]
    public async Task BadQuestions_GetAReason(string path, HttpStatusCode expected)
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = host.Client();
        using var answer = await client.GetAsync(path, Ct);
        Assert.Equal(expected, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<ApiProblem>(Ct);
        Assert.False(string.IsNullOrWhiteSpace(problem?.Error));
    }

    [Fact]
    public async Task Events_ComeNewestFirst_PageByPage_WithUnknownFields()
    {
        await using var host = await DashboardHost.StartAsync();
        var start = DateTimeOffset.UtcNow;
        var samples = Enumerable.Range(0, 5).Select(i => SampleEvent.Of(Scene.Drawn(0), captured: start.AddSeconds(i))).ToList();
        samples[4].Json["ofALaterMinor"] = "survives";
        foreach (var sample in samples) sample.AddTo(host.Archive);
        using var client = host.Client();
        var first = (await client.GetFromJsonAsync<JsonElement>("/api/events?limit=2", Ct)).GetProperty("items");
        Assert.Equal([samples[4].Id, samples[3].Id], Ids(first));
        Assert.Equal("survives", first[0].GetProperty("event").GetProperty("ofALaterMinor").GetString());
        Assert.Equal(3, first[0].GetProperty("blobs").GetArrayLength());
        var rest = (await client.GetFromJsonAsync<JsonElement>($"/api/events?limit=10&before={samples[3].Id}", Ct)).GetProperty("items");
        Assert.Equal([samples[2].Id, samples[1].Id, samples[0].Id], Ids(rest));
    }

    [Fact]
    public async Task Blob_ComesByteForByte_IsAskedForAnewEachTime_AndNeverAsSomethingToExecute()
    {
        await using var host = await DashboardHost.StartAsync();
        var (png, page) = (Scene.Drawn(0).Mask, "<script>alert(1)</script>"u8.ToArray());
        host.Archive.AddBlob(SampleEvent.HashOf(png), "image/png", png);
        host.Archive.AddBlob(SampleEvent.HashOf(page), "text/html", page);
        using var client = host.Client();
        using var picture = await client.GetAsync($"/api/blobs/{SampleEvent.HashOf(png)}", Ct);
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
        Assert.True(picture.Headers.CacheControl is { NoCache: true, Private: true });
        Assert.Equal(png, await picture.Content.ReadAsByteArrayAsync(Ct));
        using var script = await client.GetAsync($"/api/blobs/{SampleEvent.HashOf(page)}", Ct);
        Assert.Equal("application/octet-stream", script.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Forbidden)]
    [InlineData("0", null, HttpStatusCode.Forbidden)]
    [InlineData("1", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("1", "null", HttpStatusCode.Forbidden)]
    [InlineData("1", null, HttpStatusCode.Accepted)]
    public async Task Trigger_IsForOurOwnPageOnly(string? guard, string? origin, HttpStatusCode expected)
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/trigger");
        if (guard is not null) request.Headers.Add("X-SegEdge", guard);
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var answer = await client.SendAsync(request, Ct);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.Accepted ? 1 : 0, host.State.Triggers);
    }

    [Fact]
    public async Task Trigger_SaysSoWhereNoFrameWillCome()
    {
        await using var host = await DashboardHost.StartAsync();
        host.State.AcceptsTriggers = false;
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("X-SegEdge", "1");
        using var answer = await client.PostAsync("/api/trigger", null, Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    private static List<string> Ids(JsonElement items) =>
        items.EnumerateArray().Select(i => i.GetProperty("event").GetProperty("eventId").GetString()!).ToList();
}
