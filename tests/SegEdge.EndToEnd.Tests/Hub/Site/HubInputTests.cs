using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>What no page of ours sends, from somebody who is signed in.</summary>
public sealed class HubInputTests(HubInputTests.OneHub hub) : IClassFixture<HubInputTests.OneHub>
{
    private static readonly string[] Thumb = ["thumb"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/..%2f..%2fetc%2fpasswd")]
    [InlineData("/js/..%2f..%2fappsettings.json")]
    [InlineData("/js/%2e%2e/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/api/blobs/..%2f..%2faccounts.json")]
    [InlineData("/api/blobs/%2e%2e%2findex.db")]
    [InlineData("/api/events/..%2f..%2faccounts.json")]
    [InlineData("/accounts.json")]
    [InlineData("/sessions/")]
    [InlineData("/appsettings.json")]
    public async Task NoPath_LeadsToAFileOfTheHub(string path)
    {
        Assert.Equal(HttpStatusCode.NotFound, await hub.Olga.StatusAsync(path));
    }

    [Theory]
    [InlineData("not json", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("[]", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"verdict\":5,\"shown\":[]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"verdict\":\"confirm\",\"shown\":[\"thumb\"],\"user\":\"ada\"}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"verdict\":\"confirm\",\"shown\":[\"thumb\"]}", "text/plain", HttpStatusCode.BadRequest)]
    [InlineData("{\"verdict\":\"approve\",\"shown\":[\"thumb\"]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"verdict\":\"other\",\"shown\":[\"thumb\"]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"verdict\":\"confirm\"}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"verdict\":\"confirm\",\"shown\":[\"mask\"]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"verdict\":\"dismiss\",\"shown\":[\"thumb\"]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"verdict\":\"dismiss\",\"reason\":\"  \",\"shown\":[\"thumb\"]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"verdict\":\"wrongClass\",\"shown\":[\"thumb\"]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"verdict\":\"dismiss\",\"reason\":\"a\\u0000b\",\"shown\":[\"thumb\"]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"takesBack\":\"01NOSUCHVERDICT\",\"shown\":[]}", "application/json", HttpStatusCode.Conflict)]
    public async Task WhatIsNoVerdict_IsRefusedWithAReason_AndNothingIsKept(string body, string type, HttpStatusCode expected)
    {
        using var answer = await hub.Olga.PostAsync($"/api/events/{hub.Sample.Id}/verdicts", body, type: type);
        Assert.Equal(expected, answer.StatusCode);
        Assert.NotEmpty((await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("error").GetString()!);
        Assert.Equal(0, (await hub.Olga.JsonAsync($"/api/events/{hub.Sample.Id}")).GetProperty("review").GetProperty("verdicts").GetArrayLength());
    }

    [Fact]
    public async Task WhatIsTooLarge_IsRefused_AndTheHubGoesOn()
    {
        var large = JsonSerializer.Serialize(new { verdict = "dismiss", reason = new string('x', 200_000), shown = Thumb });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusOf(hub.Olga.PostAsync($"/api/events/{hub.Sample.Id}/verdicts", large)));
        var deep = string.Concat(Enumerable.Repeat("[", 10_000));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusOf(hub.Olga.PostAsync($"/api/events/{hub.Sample.Id}/verdicts", deep)));
        var reason = JsonSerializer.Serialize(new { verdict = "dismiss", reason = new string('x', 201), shown = Thumb });
        Assert.Equal(HttpStatusCode.BadRequest, await StatusOf(hub.Olga.PostAsync($"/api/events/{hub.Sample.Id}/verdicts", reason)));
        Assert.Equal(HttpStatusCode.BadRequest, await hub.Olga.StatusAsync($"/api/events?rule={new string('x', 5000)}"));
        Assert.Equal(HttpStatusCode.NotFound, await hub.Olga.TryJudgeAsync("01NOSUCHEVENT", new { verdict = "confirm", shown = Thumb }));
        Assert.Equal(HttpStatusCode.OK, await hub.Olga.StatusAsync("/api/events"));
    }

    private static async Task<HttpStatusCode> StatusOf(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        return answer.StatusCode;
    }

    /// <summary>None of these requests changes anything, so all of them go to one hub.</summary>
    public sealed class OneHub : IAsyncLifetime
    {
        private ReviewHub? _hub;

        internal SampleEvent Sample { get; } = SampleEvent.Of(Scene.Drawn(0));

        internal HubSession Olga { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _hub = await ReviewHub.StartAsync([Sample]);
            Olga = await _hub.SignedInAsync("olga");
        }

        public async ValueTask DisposeAsync()
        {
            Olga?.Dispose();
            if (_hub is not null) await _hub.DisposeAsync();
        }
    }
}
