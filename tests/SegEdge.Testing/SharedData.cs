using Xunit;

namespace SegEdge.Testing;

/// <summary>The real videos, pictures and models beside the project, read by path and never copied.
/// <c>SEGEDGE_SHARED</c> names the folder; the default is <c>../shared</c> beside the repository.</summary>
public static class SharedData
{
    /// <summary>The path of one file or folder in there; the running test is skipped, with the reason, where it is absent.</summary>
    public static string Require(string relative)
    {
        if (Find(relative) is { } path) return path;
        Assert.Skip($"'{Path.Combine(Root, relative)}' is not on this machine; set SEGEDGE_SHARED to the folder with the shared data.");
        return "";
    }

    /// <summary>The same, for what is no test: null where it is absent.</summary>
    public static string? Find(string relative)
    {
        var path = Path.Combine(Root, relative);
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    private static string Root =>
        Environment.GetEnvironmentVariable("SEGEDGE_SHARED") is { Length: > 0 } set
            ? Path.GetFullPath(set)
            : Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared"));
}
