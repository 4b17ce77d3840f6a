using System.Net;
using SegEdge.EdgeHost.Hub;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>How people come to a hub's site at all: accounts of the command line, or a proxy that signs them in.</summary>
public sealed class HubDoorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithoutAccounts_OnlyHealthAndMetricsAreServed_UntilOneIsAdded()
    {
        await using var hub = await ReviewHub.StartAsync([], accounts: []);
        using var nobody = new HubSession(hub.Address);
        foreach (var path in new[] { "/", "/js/main.js", "/api/session", "/api/events" }) Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, await nobody.StatusAsync(path)));
        foreach (var path in new[] { "/live", "/ready", "/metrics" }) Assert.Equal((path, HttpStatusCode.OK), (path, await nobody.StatusAsync(path)));
        var (code, output, errors) = await SegEdgeProcess.TellAsync(ReviewHub.Password, "hub", "users", "add", "anna", "--role", "operator", "--set", $"Review:Accounts={hub.Accounts.Path}");
        Assert.True(code == 0, errors);
        Assert.Contains("anna: operator", output, StringComparison.Ordinal);
        using var anna = await hub.SignedInAsync("anna");
        Assert.Equal(HttpStatusCode.OK, await anna.StatusAsync("/api/events"));
    }

    [Fact]
    public async Task Users_AreAddedListedChangedAndRemoved_AndPasswordsAreOnlyKeptAsHashes()
    {
        using var folder = new TemporaryFolder();
        string[] where = ["--set", $"Hub:Folder={folder.File("hub")}"];
        Assert.Equal(0, (await SegEdgeProcess.TellAsync("a first long password", ["hub", "users", "add", "anna", "--role", "viewer", .. where])).ExitCode);
        var path = Path.Combine(folder.File("hub"), "accounts.json");
        Assert.DoesNotContain("first long", await File.ReadAllTextAsync(path, Ct), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        var before = new HubAccounts(path).Find("anna")!;
        Assert.Contains("'anna'", (await SegEdgeProcess.TellAsync("a first long password", ["hub", "users", "add", "anna", "--role", "viewer", .. where])).Errors, StringComparison.Ordinal);
        Assert.Contains("expected 12 to 256", (await SegEdgeProcess.TellAsync("short", ["hub", "users", "password", "anna", .. where])).Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await SegEdgeProcess.TellAsync("another long password", ["hub", "users", "password", "anna", .. where])).ExitCode);
        Assert.Equal(0, (await SegEdgeProcess.RunAsync(null, ["hub", "users", "role", "anna", "--role", "admin", .. where])).ExitCode);
        Assert.Contains("anna\tadmin", (await SegEdgeProcess.RunAsync(null, ["hub", "users", "list", .. where])).Output, StringComparison.Ordinal);
        var after = new HubAccounts(path).Find("anna")!;
        Assert.NotEqual((before.Hash, before.Stamp), (after.Hash, after.Stamp));
        using var passwords = new PasswordCheck();
        Assert.True(await passwords.IsRightAsync(after, "another long password", Ct));
        Assert.False(await passwords.IsRightAsync(after, "a first long password", Ct));
        Assert.Equal(0, (await SegEdgeProcess.RunAsync(null, ["hub", "users", "remove", "anna", .. where])).ExitCode);
        Assert.Empty((await SegEdgeProcess.RunAsync(null, ["hub", "users", "list", .. where])).Output);
        Assert.Contains("has no 'anna'", (await SegEdgeProcess.RunAsync(null, ["hub", "users", "remove", "anna", .. where])).Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await SegEdgeProcess.TellAsync("a first long password", ["hub", "users", "add", "<script>", "--role", "viewer", .. where])).ExitCode);
    }

    [Fact]
    public async Task AFileOfAccountsThatBreaksWhileTheHubRuns_LeavesThoseInWhoWereInIt_AndIsNamedOnce()
    {
        await using var hub = await ReviewHub.StartAsync([]);
        using var olga = await hub.SignedInAsync("olga");
        var whole = await File.ReadAllTextAsync(hub.Accounts.Path, Ct);
        await File.WriteAllTextAsync(hub.Accounts.Path, whole[..^20], Ct);
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, await olga.StatusAsync("/api/events"));
        await Eventually.TrueAsync(() => hub.Output.Contains("is no file of accounts", StringComparison.Ordinal), "the log names it");
        using var otto = await hub.SignedInAsync("otto");
        Assert.Equal(2, hub.Output.Split("is no file of accounts").Length);
        await File.WriteAllTextAsync(hub.Accounts.Path, "[]", Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await olga.StatusAsync("/api/events"));
    }

    [Fact]
    public async Task AFileOfAccountsThatWasNeverOne_LetsNobodyIn_AndSaysWhy()
    {
        await using var hub = await ReviewHub.StartAsync(async folder => await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, "accounts.json"), "{", Ct), accounts: []);
        using var nobody = new HubSession(hub.Address);
        using var answer = await nobody.PostAsync("/api/sign-in", """{"user":"olga","password":"x"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("cannot read its file of accounts", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await nobody.StatusAsync("/ready"));
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "hub", "users", "list", "--set", $"Review:Accounts={hub.Accounts.Path}");
        Assert.Equal(2, code);
        Assert.Contains("is no file of accounts", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProxy_IsBelievedWithItsSecretOnly()
    {
        using var secrets = new TemporaryFolder();
        await File.WriteAllTextAsync(secrets.File("secret"), "0123456789abcdef0123456789abcdef\n", Ct);
        await using var hub = await ReviewHub.StartAsync([], [], "Review:Proxy:Addresses:0=127.0.0.1", "Review:Proxy:UserHeader=X-User", "Review:Proxy:RoleHeader=X-Role",
            $"Review:Proxy:SecretFile={secrets.File("secret")}");
        Assert.Equal((HttpStatusCode.OK, "admin"), await AskAsync("ada", "admin", "0123456789abcdef0123456789abcdef"));
        Assert.Equal((HttpStatusCode.OK, "viewer"), await AskAsync("vera", null, "0123456789abcdef0123456789abcdef"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("ada", "admin", "wrong-secret")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("ada", "admin", null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("ada", "root", "0123456789abcdef0123456789abcdef")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("a b<script>", "admin", "0123456789abcdef0123456789abcdef")).Status);

        async Task<(HttpStatusCode Status, string? Role)> AskAsync(string user, string? role, string? secret)
        {
            using var session = new HubSession(hub.Address);
            session.Http.DefaultRequestHeaders.TryAddWithoutValidation("X-User", user);
            if (role is not null) session.Http.DefaultRequestHeaders.Add("X-Role", role);
            if (secret is not null) session.Http.DefaultRequestHeaders.Add("X-SegEdge-Proxy", secret);
            var status = await session.StatusAsync("/api/events");
            return (status, (await session.ReportAsync()).GetProperty("role").GetString());
        }
    }

    [Fact]
    public async Task HeadersOfAProxy_MeanNothingWhereNoneIsConfigured()
    {
        await using var hub = await ReviewHub.StartAsync([]);
        using var nobody = new HubSession(hub.Address);
        foreach (var header in new[] { "X-User", "X-Forwarded-User", "Remote-User", "X-Role" }) nobody.Http.DefaultRequestHeaders.Add(header, "admin");
        Assert.Equal(HttpStatusCode.Unauthorized, await nobody.StatusAsync("/api/events"));
    }

    [Fact]
    public async Task AProxyThatAnybodyCouldPlay_KeepsTheHubFromStarting()
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "hub", "--set", "Review:Proxy:UserHeader=X-User", "--set", "Review:SecondShare=2", "--set", $"Hub:Folder={folder.File("hub")}");
        Assert.Equal(2, code);
        foreach (var part in new[] { "Review:Proxy:Addresses is empty", "Review:Proxy:SecretFile: is empty", "Review:SecondShare: is '2'" }) Assert.Contains(part, errors, StringComparison.Ordinal);
    }
}
