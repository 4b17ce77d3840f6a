namespace SegEdge.Pipeline;

/// <summary>Where this user's models, compiled graphs and unsent messages lie.</summary>
public static class UserData
{
    /// <summary><c>SEGEDGE_HOME</c>; else under the user's data folder; in the temporary folder where there is none, as in a read-only container.</summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable("SEGEDGE_HOME") is { Length: > 0 } home ? home
        : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data ? Path.Combine(data, "segedge")
        : Path.Combine(Path.GetTempPath(), "segedge");
}
