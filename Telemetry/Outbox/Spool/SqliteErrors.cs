using Microsoft.Data.Sqlite;

namespace SegEdge.Telemetry;

/// <summary>sqlite.org/rescode.html, sorted by what to do next.</summary>
internal static class SqliteErrors
{
    /// <summary>SQLITE_FULL, and SQLITE_IOERR_WRITE, which some file systems give for the same.</summary>
    public static bool IsFull(this SqliteException e) => e.SqliteErrorCode == 13 || e.SqliteExtendedErrorCode == 778;

    /// <summary>Says nothing against the file: SQLITE_PERM, BUSY, LOCKED, NOMEM, READONLY, FULL, CANTOPEN.</summary>
    public static bool IsOutage(this SqliteException e) => e.SqliteErrorCode is 3 or 5 or 6 or 7 or 8 or 14 || e.IsFull();

    /// <summary>SQLITE_CORRUPT, SQLITE_NOTADB.</summary>
    public static bool IsDamage(this SqliteException e) => e.SqliteErrorCode is 11 or 26;
}
