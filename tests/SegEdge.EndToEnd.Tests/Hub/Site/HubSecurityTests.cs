using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SegEdge.EdgeHost.Hub;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>Who may what at a hub's site, and what becomes of requests that no page of ours sends.</summary>
public sealed class HubSecurityTests : IAsyncLifetime
{
    private static readonly string[] Thumb = ["thumb"];

    private readonly SampleEvent _sample = SampleEvent.Of(Scene.Drawn(0));
    private ReviewHub _hub = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _hub = await ReviewHub.StartAsync([_sample]);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task WithoutASession_NothingOfTheSiteIsShown()
    {
        using var nobody = new HubSession(_hub.Address);
        string[] closed =
        [
            "/api/status", "/api/offers", "/api/classes?site=a&device=b", "/api/events", $"/api/events/{_sample.Id}", "/api/events/stream",
            $"/api/blobs/{SampleEvent.HashOf(_sample.Blobs[0].Bytes)}", "/api/no-such-thing", "/no-such-page",
        ];
        foreach (var path in closed) Assert.Equal((path, HttpStatusCode.Unauthorized), (path, await nobody.StatusAsync(path)));
        await nobody.ReportAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await nobody.TryJudgeAsync(_sample.Id, new { verdict = "confirm", shown = Thumb }));
        foreach (var open in new[] { "/live", "/ready", "/metrics", "/", "/js/main.js", "/api/session" }) Assert.Equal((open, HttpStatusCode.OK), (open, await nobody.StatusAsync(open)));
        Assert.Equal(JsonValueKind.Null, (await nobody.ReportAsync()).GetProperty("user").ValueKind);
    }

    [Fact]
    public async Task RolesMayWhatTheyMay_AndTheSessionSaysSo()
    {
        using var vera = await _hub.SignedInAsync("vera");
        using var olga = await _hub.SignedInAsync("olga");
        using var otto = await _hub.SignedInAsync("otto");
        using var ada = await _hub.SignedInAsync("ada");
        Assert.Equal(("viewer", false, false), Rights(await vera.ReportAsync()));
        Assert.Equal(("operator", true, false), Rights(await olga.ReportAsync()));
        Assert.Equal(("admin", true, true), Rights(await ada.ReportAsync()));
        Assert.Equal(HttpStatusCode.OK, await vera.StatusAsync($"/api/events/{_sample.Id}"));
        foreach (var verdict in new[] { "confirm", "unsure", "remove" }) Assert.Equal(HttpStatusCode.Forbidden, await vera.TryJudgeAsync(_sample.Id, new { verdict, shown = Thumb }));

        var said = VerdictsOf(await olga.JudgeAsync(_sample.Id, new { verdict = "confirm", shown = Thumb })).Single().GetProperty("verdictId").GetString();
        Assert.Equal(HttpStatusCode.Forbidden, await otto.TryJudgeAsync(_sample.Id, new { takesBack = said, shown = Thumb }));
        Assert.Empty(VerdictsOf(await ada.JudgeAsync(_sample.Id, new { takesBack = said, shown = Thumb })));

        static (string?, bool, bool) Rights(JsonElement report) =>
            (report.GetProperty("role").GetString(), report.GetProperty("may").GetProperty("review").GetBoolean(), report.GetProperty("may").GetProperty("restore").GetBoolean());
    }

    [Fact]
    public async Task AWrite_NeedsTheTokenOfItsSession_FromOurOwnPage()
    {
        using var olga = await _hub.SignedInAsync("olga");
        using var otto = await _hub.SignedInAsync("otto");
        var (path, body) = ($"/api/events/{_sample.Id}/verdicts", JsonSerializer.Serialize(new { verdict = "confirm", shown = Thumb }));
        var mine = olga.Token;
        olga.Token = "";
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(olga.PostAsync(path, body)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(olga.PostAsync(path, body, "nonsense")));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(olga.PostAsync(path, body, otto.Token)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(olga.PostAsync(path, body, mine, origin: "http://elsewhere.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(olga.PostAsync("/api/sign-out", "{}", "")));
        Assert.Empty(VerdictsOf(await olga.JsonAsync($"/api/events/{_sample.Id}")));
        Assert.Equal(HttpStatusCode.Created, await StatusOf(olga.PostAsync(path, body, mine)));
        using var nobody = new HubSession(_hub.Address);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(nobody.PostAsync("/api/sign-in", JsonSerializer.Serialize(new { user = "olga", password = ReviewHub.Password }))));
    }

    [Fact]
    public async Task Cookies_AreOutOfReachOfScriptsAndOtherSites()
    {
        using var nobody = new HubSession(_hub.Address);
        using var first = await nobody.Http.GetAsync("/api/session", Ct);
        nobody.Token = (await first.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("token").GetString()!;
        using var answer = await nobody.SignInAsync("olga", ReviewHub.Password);
        var cookies = first.Headers.GetValues("Set-Cookie").Concat(answer.Headers.GetValues("Set-Cookie")).ToArray();
        Assert.Contains(cookies, cookie => cookie.StartsWith("segedge-session=", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.StartsWith("segedge-token=", StringComparison.Ordinal));
        Assert.All(cookies, cookie =>
        {
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_SaysNothingAboutNames_AndIsSlowedDown()
    {
        using var nobody = new HubSession(_hub.Address);
        await nobody.ReportAsync();
        var answers = new List<(HttpStatusCode Status, string Body)>();
        for (var i = 0; i < 12; i++)
        {
            using var answer = await nobody.SignInAsync(i % 2 == 0 ? "olga" : "nobody-here", "not the password");
            answers.Add((answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct)));
        }
        Assert.Single(answers.Take(10).Distinct());
        Assert.Equal(HttpStatusCode.Unauthorized, answers[0].Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1].Status);
        // Also the right one has to wait now.
        using var right = await nobody.SignInAsync("olga", ReviewHub.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.NotNull(right.Headers.RetryAfter);
        Assert.DoesNotContain("not the password", _hub.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAnAccountGoes_ItsSessionsEnd_AndSoDoOpenStreams()
    {
        using var olga = await _hub.SignedInAsync("olga");
        using var stream = new SseReader(await olga.Http.GetStreamAsync("/api/events/stream", Ct));
        Assert.Equal("hello", (await stream.NextAsync(Ct)).Kind);
        _hub.Accounts.Change(known => known.Values.Where(account => account.Name != "olga"));
        Assert.Equal(HttpStatusCode.Unauthorized, await olga.StatusAsync("/api/events"));
        await Assert.ThrowsAsync<EndOfStreamException>(async () =>
        {
            while (true) await stream.NextAsync(Ct);
        });
    }

    [Fact]
    public async Task ANewPasswordOrRole_EndsOldSessions()
    {
        using var otto = await _hub.SignedInAsync("otto");
        _hub.Accounts.Change(known => known.Values.Select(account => account.Name == "otto" ? account with { Role = HubRole.Viewer, Stamp = HubAccount.NewStamp() } : account));
        Assert.Equal(HttpStatusCode.Unauthorized, await otto.TryJudgeAsync(_sample.Id, new { verdict = "confirm", shown = Thumb }));
    }

    private static async Task<HttpStatusCode> StatusOf(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        return answer.StatusCode;
    }

    private static JsonElement[] VerdictsOf(JsonElement item) => [.. item.GetProperty("review").GetProperty("verdicts").EnumerateArray()];
}
