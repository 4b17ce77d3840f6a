namespace SegEdge.Telemetry;

/// <summary>The tables of the two files. Version 2; a later version migrates, an unknown one is set aside like damage.</summary>
internal static class SpoolSchema
{
    private const int Version = 2;
    private const string Stamp = "PRAGMA user_version = 2";

    /// <summary>Events, gaps, and one ledger row per blob (no body: that lies in the other file under the same id). One row of state, and
    /// the last number of the audit chain.</summary>
    private const string Records = """
        CREATE TABLE record(
          id INTEGER PRIMARY KEY, priority INTEGER NOT NULL, topic TEXT NOT NULL, contentType TEXT NOT NULL, bootId TEXT NOT NULL,
          seq INTEGER NOT NULL, eventId TEXT NOT NULL, sha256 TEXT, head TEXT, bytes INTEGER NOT NULL, upMs INTEGER NOT NULL,
          utcMs INTEGER NOT NULL, digest INTEGER NOT NULL, body BLOB) STRICT;
        CREATE INDEX recordByPriority ON record(priority, id);
        CREATE TABLE quarantine(
          id INTEGER PRIMARY KEY, topic TEXT NOT NULL, seq INTEGER NOT NULL, eventId TEXT NOT NULL, sha256 TEXT, reason TEXT NOT NULL,
          utcMs INTEGER NOT NULL, body BLOB) STRICT;
        CREATE TABLE state(
          one INTEGER PRIMARY KEY CHECK(one = 1), lastOrder INTEGER NOT NULL, eventSeq INTEGER NOT NULL, gapSeq INTEGER NOT NULL,
          upMs INTEGER NOT NULL, closed INTEGER NOT NULL, digest INTEGER NOT NULL) STRICT;
        INSERT INTO state VALUES(1, 0, 0, 0, 0, 1, 0);
        CREATE TABLE audit(one INTEGER PRIMARY KEY CHECK(one = 1), seq INTEGER NOT NULL) STRICT;
        INSERT INTO audit VALUES(1, 0);
        """;

    private const string Bodies = "CREATE TABLE body(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;";

    public static void CreateRecords(SpoolDatabase file) => file.Execute(Records + Stamp);

    public static void CreateBodies(SpoolDatabase file) => file.Execute(Bodies + Stamp);

    /// <summary>Null for a sound file of this version, else what is wrong. Reads the whole file.</summary>
    public static string? Check(SpoolDatabase file) =>
        file.Number("PRAGMA user_version") is var version && version != Version
            ? $"schema version is {version}, expected {Version}"
            : file.Check();
}
