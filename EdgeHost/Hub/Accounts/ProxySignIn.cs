using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using SegEdge.EdgeHost.Configuration;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Takes the word of a reverse proxy for who somebody is: only from its address, and only with its secret where one is set.</summary>
internal sealed class ProxySignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ReviewOptions review, ProxySecret secret)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "proxy", SecretHeader = "X-SegEdge-Proxy";

    /// <summary>Whether the request comes from the proxy itself and names somebody; what others write into such a header is nothing.</summary>
    public static bool Speaks(HttpContext context, ReviewOptions review, ProxySecret secret) =>
        review.Proxy.UserHeader is { Length: > 0 } header && context.Request.Headers.ContainsKey(header)
        && PeerAddress.Of(context) is { } from && review.Proxy.Addresses.Any(address => IPAddress.TryParse(address, out var trusted) && trusted.Equals(from))
        && secret.IsRight(context.Request.Headers[SecretHeader].ToString());

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Speaks(Context, review, secret)) return Task.FromResult(AuthenticateResult.NoResult());
        var name = Request.Headers[review.Proxy.UserHeader!].ToString();
        if (!HubAccounts.IsName(name)) return Task.FromResult(AuthenticateResult.Fail("The proxy's user is no name."));
        var said = review.Proxy.RoleHeader is { Length: > 0 } header ? Request.Headers[header].ToString() : "";
        if (HubRoles.Of(said.Length > 0 ? said : review.Proxy.DefaultRole) is not { } role) return Task.FromResult(AuthenticateResult.Fail("The proxy's role is none of ours."));
        return Task.FromResult(AuthenticateResult.Success(new(HubRoles.Principal(name, role, SchemeName), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => SignInRefusal.NotSignedInAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => SignInRefusal.MayNotAsync(Context);
}
