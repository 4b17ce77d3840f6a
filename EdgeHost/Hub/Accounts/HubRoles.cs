using System.Security.Claims;
using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EdgeHost.Hub;

/// <summary>From roles to rights.</summary>
internal static class HubRoles
{
    public static IReadOnlyList<string> Names { get; } = ["viewer", "operator", "admin"];

    public static string NameOf(HubRole role) => Names[(int)role];

    public static HubRole? Of(string? name) => Names.ToList().IndexOf(name ?? "") is >= 0 and var at ? (HubRole)at : null;

    public static SessionRights RightsOf(ClaimsPrincipal user) => Of(user.FindFirstValue(ClaimTypes.Role)) is { } role
        ? new(Look: true, Review: role >= HubRole.Operator, Remove: role >= HubRole.Operator, Restore: role >= HubRole.Admin, Pack: role >= HubRole.Operator, Export: role >= HubRole.Admin)
        : new(Look: false, Review: false, Remove: false, Restore: false, Pack: false, Export: false);

    public static ClaimsPrincipal Principal(string user, HubRole role, string scheme, string? stamp = null)
    {
        List<Claim> claims = [new(ClaimTypes.NameIdentifier, user), new(ClaimTypes.Name, user), new(ClaimTypes.Role, NameOf(role))];
        if (stamp is not null) claims.Add(new(HubAccount.StampClaim, stamp));
        return new(new ClaimsIdentity(claims, scheme));
    }
}
