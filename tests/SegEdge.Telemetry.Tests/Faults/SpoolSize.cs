using Microsoft.Extensions.Logging.Abstractions;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>What the files of an outbox may hold when nothing waits.</summary>
internal static class SpoolSize
{
    // In each of the two files 256 kB stay for what comes next (Spool.Shrink).
    private const long Spare = 2 * (256 << 10);

    public static long Bytes(string folder) => Directory.GetFiles(folder, "*.db*")
        .Where(file => !file.Contains(".damaged-", StringComparison.Ordinal)).Sum(file => new FileInfo(file).Length);

    /// <summary>Those of a new outbox, opened and closed, with what they may keep.</summary>
    public static async Task<long> BaselineAsync(string emptyFolder)
    {
        await using (new SqliteOutbox(emptyFolder, 1 << 20, Some.Identity(), TimeProvider.System, NullLogger<SqliteOutbox>.Instance)) { }
        return Bytes(emptyFolder) + Spare;
    }
}
