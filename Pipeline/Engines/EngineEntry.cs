namespace SegEdge.Pipeline.Engines;

/// <summary>An engine whose files were just found to be those that were built.</summary>
/// <param name="Folder">With the engine's files and its sidecar.</param>
internal sealed record EngineEntry(string Folder, EngineSidecar Sidecar)
{
    /// <summary>Names and hashes of a folder's engine files.</summary>
    public static IReadOnlyDictionary<string, string> HashesOf(string folder) => Directory.EnumerateFiles(folder)
        .Where(path => Path.GetFileName(path) is not EngineSidecar.FileName)
        .ToDictionary(path => Path.GetFileName(path), Models.ModelPackage.HashOf);

    /// <summary>What is not as it was built; null if nothing is.</summary>
    public static string? Difference(IReadOnlyDictionary<string, string> built, IReadOnlyDictionary<string, string> found) => built.Keys.Union(found.Keys)
        .Order(StringComparer.Ordinal)
        .Select(name => (name, Built: built.GetValueOrDefault(name), Found: found.GetValueOrDefault(name)))
        .Where(f => f.Built != f.Found)
        .Select(f => f switch
        {
            { Built: null } => $"'{f.name}' was not built with it",
            { Found: null } => $"'{f.name}' is missing",
            _ => $"'{f.name}' has sha256 {f.Found}, built was {f.Built}",
        })
        .FirstOrDefault();
}
