using SegEdge.EdgeHost.Evaluation.Explanations;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>The measurements under some folders, by kind of study.</summary>
internal sealed class StudyFolders
{
    /// <exception cref="UsageException">A folder is not there, or there is no study under any; a line is no measurement.</exception>
    public StudyFolders(IReadOnlyList<DirectoryInfo> folders)
    {
        if (folders.FirstOrDefault(f => !f.Exists) is { } absent) throw new UsageException($"{absent}: no such folder.");
        (Maps, Streamed, Shortcut) = (Read("measurements.csv"), Read("streaming.csv"), Read("shortcut.csv"));
        if (Maps.Methods.Count + Streamed.Methods.Count + Shortcut.Methods.Count == 0)
            throw new UsageException($"{string.Join(", ", folders)}: no measurements.csv, streaming.csv or shortcut.csv in or under them; 'evaluate-explanations' writes these.");

        // By name, so that a report does not depend on the order of a file system.
        Measurements Read(string name) => Measurements.Read(
            [.. folders.SelectMany(f => Directory.EnumerateFiles(f.FullName, name, SearchOption.AllDirectories).Order(StringComparer.Ordinal))]);
    }

    public Measurements Maps { get; }

    public Measurements Streamed { get; }

    public Measurements Shortcut { get; }
}
