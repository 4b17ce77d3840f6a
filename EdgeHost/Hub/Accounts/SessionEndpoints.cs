using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Who is signed in, signing in and out.</summary>
internal static partial class SessionEndpoints
{
    public static Task ReportAsync(HttpContext context, HubSite site, IAntiforgery antiforgery) => ReplyAsync(context, site, antiforgery);

    public static async Task SignInAsync(HttpContext context, HubSite site, HubAccounts accounts, PasswordCheck passwords, IAntiforgery antiforgery, ILogger<HubSite> log)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, HubJson.Default.SignInRequest);
        if (request is not { User: { } user, Password: { } password })
        {
            await Reply.ProblemAsync(context, StatusCodes.Status400BadRequest, problem ?? "Expected 'user' and 'password'.");
            return;
        }
        if (site.NoPasswords is { } why)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, why);
            return;
        }
        var isName = HubAccounts.IsName(user);
        var account = isName ? accounts.Find(user) : null;
        if (!await passwords.IsRightAsync(account, password, context.RequestAborted))
        {
            LogRefused(log, isName ? user : "(no name)", context.Connection.RemoteIpAddress);
            await Reply.ProblemAsync(context, StatusCodes.Status401Unauthorized, "User or password is wrong. After several tries this page makes you wait a minute.");
            return;
        }
        // A token of before the sign-in is nobody's any more.
        context.User = HubRoles.Principal(account!.Name, account.Role, CookieAuthenticationDefaults.AuthenticationScheme, account.Stamp);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, context.User);
        LogSignedIn(log, account.Name, context.Connection.RemoteIpAddress);
        await ReplyAsync(context, site, antiforgery);
    }

    public static async Task SignOutAsync(HttpContext context, HubSite site, IAntiforgery antiforgery)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        await ReplyAsync(context, site, antiforgery);
    }

    private static Task ReplyAsync(HttpContext context, HubSite site, IAntiforgery antiforgery)
    {
        var isIn = context.User.Identity?.IsAuthenticated == true;
        return Reply.JsonAsync(context, new SessionReport("hub", site.Name, isIn ? context.User.Identity!.Name : null, isIn ? context.User.FindFirstValue(ClaimTypes.Role) : null,
            HubRoles.RightsOf(context.User), antiforgery.GetAndStoreTokens(context).RequestToken, SignsOut: context.User.HasClaim(claim => claim.Type == HubAccount.StampClaim)), HubJson.Default.SessionReport);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sign-in refused for '{User}' from {Address}.")]
    private static partial void LogRefused(ILogger log, string user, System.Net.IPAddress? address);

    [LoggerMessage(Level = LogLevel.Information, Message = "'{User}' signed in from {Address}.")]
    private static partial void LogSignedIn(ILogger log, string user, System.Net.IPAddress? address);
}
