using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>A program that uses a hub's site as a browser does: cookies, and the token with each write.</summary>
internal sealed class HubSession : IDisposable
{
    private readonly HttpClientHandler _handler = new() { UseCookies = true, AllowAutoRedirect = false };

    public HubSession(Uri address) => Http = new HttpClient(_handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };

    public HttpClient Http { get; }

    public string Token { get; set; } = "";

    public CookieContainer Cookies => _handler.CookieContainer;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<HubSession> SignedInAsync(Uri address, string user)
    {
        var session = new HubSession(address);
        using var answer = await session.SignInAsync(user, ReviewHub.Password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        session.Token = (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("token").GetString()!;
        return session;
    }

    public async Task<JsonElement> ReportAsync()
    {
        var report = await JsonAsync("/api/session");
        Token = report.GetProperty("token").GetString()!;
        return report;
    }

    public async Task<HttpResponseMessage> SignInAsync(string user, string password)
    {
        if (Token.Length == 0) await ReportAsync();
        return await PostAsync("/api/sign-in", JsonSerializer.Serialize(new { user, password }));
    }

    public Task<JsonElement> JsonAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path, Ct);

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Ct);
        return answer.StatusCode;
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string? token = null, string type = "application/json", string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        if ((token ?? Token).Length > 0) request.Headers.Add("X-SegEdge-Token", token ?? Token);
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await Http.SendAsync(request, Ct);
    }

    /// <returns>The event as it is since.</returns>
    public async Task<JsonElement> JudgeAsync(string eventId, object verdict)
    {
        using var answer = await PostAsync($"/api/events/{eventId}/verdicts", JsonSerializer.Serialize(verdict));
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    public async Task<HttpStatusCode> TryJudgeAsync(string eventId, object verdict)
    {
        using var answer = await PostAsync($"/api/events/{eventId}/verdicts", JsonSerializer.Serialize(verdict));
        return answer.StatusCode;
    }

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }
}
