namespace SegEdge.EdgeHost.Hub;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Hash">Of the password, as the framework's <c>PasswordHasher</c> writes it: PBKDF2, with its salt and its cost.</param>
/// <param name="Stamp">Changes with the password and the role; a session with another one is over.</param>
internal sealed record HubAccount(string Name, HubRole Role, string Hash, string Stamp)
{
    public const string StampClaim = "segedge-stamp";

    public static string NewStamp() => Guid.NewGuid().ToString("N");
}
