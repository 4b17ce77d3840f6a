namespace SegEdge.Testing;

/// <summary>Where the checkout is, found upwards from the test's own folder.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The absolute path of a file that the repository holds.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "SegEdge.sln"))) return folder.FullName;
        throw new InvalidOperationException($"No SegEdge.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
