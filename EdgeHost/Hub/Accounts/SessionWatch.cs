using System.Security.Claims;
using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EdgeHost.Hub;

/// <summary>A session ends with its account, its password or its role. Of people whom a proxy names, the proxy alone knows.</summary>
internal sealed class SessionWatch(HubAccounts accounts) : ISessionWatch
{
    public bool IsOver(ClaimsPrincipal user)
    {
        if (user.FindFirstValue(HubAccount.StampClaim) is not { } stamp) return false;
        return accounts.Find(user.FindFirstValue(ClaimTypes.Name) ?? "") is not { } account || account.Stamp != stamp;
    }
}
