using System.Globalization;
using Microsoft.Extensions.Logging;

namespace SegEdge.Telemetry;

/// <summary>Files set aside as <c>NAME.damaged-N</c>, for a person to look at. The newest two numbers stay; of older records an empty <c>NAME.lost</c>,
/// so that their epoch is named until the gaps that name it have left.</summary>
internal sealed class DamagedFiles(string folder, ILogger log)
{
    private const string Mark = ".damaged-";
    private const string Trace = ".lost";
    private const int Keep = 2;

    public static bool IsOne(string path) => Path.GetFileName(path).Contains(Mark, StringComparison.Ordinal);

    /// <summary>Moves databases with their logs, under one number.</summary>
    public void Move(params ReadOnlySpan<string> databases)
    {
        var number = Numbers().DefaultIfEmpty(0).Max() + 1;
        foreach (var database in databases)
            foreach (var path in (string[])[database, database + "-wal", database + "-shm", database + "-mark"])
                Try(path, () => File.Move(path, $"{path}{Mark}{number.ToString(CultureInfo.InvariantCulture)}"));
        var old = Numbers().Distinct().OrderDescending().Skip(Keep).ToHashSet();
        foreach (var path in All().Where(path => old.Contains(NumberOf(path)))) Try(path, () => Forget(path));
    }

    /// <summary>Every gap that names an epoch has left.</summary>
    public void DropTraces()
    {
        foreach (var path in Directory.GetFiles(folder, $"outbox-*{Trace}")) Try(path, () => File.Delete(path));
    }

    // The trace comes first: a kill in between must not leave an epoch that nobody knows of.
    private static void Forget(string path)
    {
        var database = path[..path.LastIndexOf(Mark, StringComparison.Ordinal)];
        if (SpoolFiles.IsRecords(database)) File.WriteAllBytes(database + Trace, []);
        File.Delete(path);
    }

    private IEnumerable<int> Numbers() => All().Select(NumberOf);

    private string[] All() => Directory.GetFiles(folder, $"*{Mark}*");

    private static int NumberOf(string path) =>
        int.TryParse(path[(path.LastIndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : 0;

    // The outbox works without it: an old epoch is older than the new one under any name.
    private void Try(string path, Action act)
    {
        if (!File.Exists(path)) return;
        try { act(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { SpoolLog.FileStays(log, path, e.Message); }
    }
}
