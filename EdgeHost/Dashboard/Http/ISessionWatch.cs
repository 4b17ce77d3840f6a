using System.Security.Claims;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>For answers that last: a stream must not outlive the right to it.</summary>
public interface ISessionWatch
{
    /// <summary>Whether this person may not look any more.</summary>
    bool IsOver(ClaimsPrincipal user);
}
