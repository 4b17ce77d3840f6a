using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Exports;
using SegEdge.Fleet.Hub;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What the review site is made of, and how it knows people.</summary>
internal static class HubSiteServices
{
    public const string TokenHeader = "X-SegEdge-Token", SignInLimit = "sign-in", WriteLimit = "write", ExportLimit = "export", SetLimit = "set", Operators = "operators", Admins = "admins";

    private const string Whoever = "whoever";

    public static IServiceCollection AddHubSite(this IServiceCollection services, SegEdgeOptions options, HubParts parts)
    {
        services.AddSingleton(parts.Store).AddSingleton<IFleetStore>(parts.Store).AddSingleton((IFleetStatistics)parts.Store).AddSingleton(options.Review).AddSingleton(options).AddSingleton(TimeProvider.System)
            .AddSingleton(s => new HubAccounts(parts.Accounts, s.GetRequiredService<ILogger<HubAccounts>>())).AddSingleton(new ProxySecret(parts.ProxySecret)).AddSingleton(new SecondReview(options.Review.SecondShare))
            .AddSingleton<PasswordCheck>().AddSingleton<LiveChanges>().AddSingleton<QueueCounts>().AddSingleton<ReviewDesk>().AddSingleton<HubSite>()
            .AddSingleton<ISessionWatch, SessionWatch>().AddSingleton<IEventSource, StoreEvents>().AddSingleton<IExportContext, HubExports>()
            .AddSingleton(s => ActivatorUtilities.CreateInstance<LiveFeed>(s, options.Hub.Store == HubStore.Postgres));
        AddSignIn(services, options.Review, parts);
        AddLimits(services);
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            foreach (var address in options.Review.Proxy.Addresses) forwarded.KnownProxies.Add(IPAddress.Parse(address));
        });
        return services;
    }

    private static void AddSignIn(IServiceCollection services, ReviewOptions review, HubParts parts)
    {
        // On the disk, so that a restart signs nobody out; readable by the hub alone.
        var keys = Directory.CreateDirectory(Path.Combine(parts.Folder, "sessions"));
        if (!OperatingSystem.IsWindows()) keys.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        services.AddDataProtection().SetApplicationName("segedge-hub").PersistKeysToFileSystem(keys);
        services.AddAuthentication(Whoever)
            .AddPolicyScheme(Whoever, null, scheme => scheme.ForwardDefaultSelector = context =>
                ProxySignIn.Speaks(context, review, context.RequestServices.GetRequiredService<ProxySecret>()) ? ProxySignIn.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, ProxySignIn>(ProxySignIn.SchemeName, null)
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = "segedge-session";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                (cookie.ExpireTimeSpan, cookie.SlidingExpiration) = (review.Session, true);
                cookie.Events.OnRedirectToLogin = redirect => SignInRefusal.NotSignedInAsync(redirect.HttpContext);
                cookie.Events.OnRedirectToAccessDenied = redirect => SignInRefusal.MayNotAsync(redirect.HttpContext);
                cookie.Events.OnValidatePrincipal = session =>
                {
                    if (session.HttpContext.RequestServices.GetRequiredService<ISessionWatch>().IsOver(session.Principal!)) session.RejectPrincipal();
                    return Task.CompletedTask;
                };
            });
        services.AddAuthorization(rules =>
        {
            rules.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireRole(HubRoles.Names).Build();
            rules.AddPolicy(Operators, policy => policy.RequireRole("operator", "admin"));
            rules.AddPolicy(Admins, policy => policy.RequireRole("admin"));
        });
        services.AddAntiforgery(forgery =>
        {
            forgery.HeaderName = TokenHeader;
            forgery.Cookie.Name = "segedge-token";
            forgery.Cookie.HttpOnly = true;
            forgery.Cookie.SameSite = SameSiteMode.Strict;
            forgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            forgery.SuppressXFrameOptionsHeader = true; // every answer has it already
        });
    }

    private static void AddLimits(IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        // Guesses from one address: 14,400 a day, too few for any password that is accepted here.
        limits.AddPolicy(SignInLimit, context => RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress, _ => new() { PermitLimit = 10, Window = TimeSpan.FromMinutes(1) }));
        // A quick person gives two verdicts a second.
        limits.AddPolicy(WriteLimit, context => RateLimitPartition.GetTokenBucketLimiter(context.User.FindFirstValue(ClaimTypes.Name) ?? "",
            _ => new() { TokenLimit = 100, TokensPerPeriod = 10, ReplenishmentPeriod = TimeSpan.FromSeconds(1), AutoReplenishment = true }));
        // A person who saves each frame of a morning; a program that copies the archive frame by frame is slowed to one a second.
        limits.AddPolicy(ExportLimit, context => RateLimitPartition.GetTokenBucketLimiter(context.User.FindFirstValue(ClaimTypes.Name) ?? "",
            _ => new() { TokenLimit = 30, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1), AutoReplenishment = true }));
        // Each reads as much of the store as its filter selects, so a person has one at a time; the next ones wait.
        limits.AddPolicy(SetLimit, context => RateLimitPartition.GetConcurrencyLimiter(context.User.FindFirstValue(ClaimTypes.Name) ?? "", _ => new() { PermitLimit = 1, QueueLimit = 4 }));
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await Reply.ProblemAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, $"Too many of these in a short time. Try again in {Math.Ceiling(wait.TotalSeconds)} s.");
        };
    });
}
