namespace SegEdge.EdgeHost.Security;

/// <summary>Files that are made once: an existing one is never overwritten, since a key that is gone cannot be had back.</summary>
internal static class NewFile
{
    /// <summary>Readable by its owner alone from its first byte on (0600).</summary>
    /// <exception cref="UsageException">It exists.</exception>
    public static void WritePrivate(string path, string text) => Write(path, text, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <exception cref="UsageException">It exists.</exception>
    public static void Write(string path, string text) =>
        Write(path, text, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    /// <exception cref="UsageException">One of them exists; all that do are named, and nothing was written.</exception>
    public static void Refuse(params IEnumerable<string> paths)
    {
        var found = paths.Where(File.Exists).ToArray();
        if (found.Length > 0) throw new UsageException([.. found.Select(Exists)]);
    }

    private static void Write(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        try
        {
            using var file = new StreamWriter(path, options);
            file.Write(text);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new UsageException(Exists(path));
        }
    }

    private static string Exists(string path) => $"{path}: exists already, and keys are never overwritten. Move it away, or choose another --out.";
}
