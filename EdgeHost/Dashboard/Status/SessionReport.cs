namespace SegEdge.EdgeHost.Dashboard;

/// <summary>What kind of page this is, who looks at it, and what he may do: the page shows nothing else.</summary>
/// <param name="Kind"><c>device</c> or <c>hub</c>.</param>
/// <param name="Name">Of the hub; null on a device, whose status says it.</param>
/// <param name="User">Null where nobody is signed in.</param>
/// <param name="Token">To be sent in the header <c>X-SegEdge-Token</c> with every request that changes something; null where there is no sign-in.</param>
/// <param name="SignsOut">False where another program signs people in.</param>
public sealed record SessionReport(string Kind, string? Name, string? User, string? Role, SessionRights May, string? Token, bool SignsOut)
{
    public static SessionReport Device { get; } = new("device", null, null, null, new(Look: true, Review: false, Remove: false, Restore: false, Pack: true, Export: false), null, SignsOut: false);
}
