using System.Text;

namespace SegEdge.Telemetry;

/// <summary>The tables of the two files. Version 2; a later version migrates, an unknown one is set aside like damage. Any change of the text needs a
/// version of its own, since files are held against it.</summary>
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

    // What SQLite itself keeps of them: a bit turned in there renames a column, and no check of its own minds.
    private static readonly Lazy<string> RecordTables = new(() => TablesOf(CreateRecords));
    private static readonly Lazy<string> BodyTables = new(() => TablesOf(CreateBodies));

    /// <summary>Null for a sound file of this version, else what is wrong. Reads the whole file.</summary>
    public static string? CheckRecords(SpoolDatabase file) => Check(file, RecordTables.Value);

    /// <summary>As <see cref="CheckRecords"/>, of the other file.</summary>
    public static string? CheckBodies(SpoolDatabase file) => Check(file, BodyTables.Value);

    /// <summary>All that the file says about its tables, in words.</summary>
    public static string Tables(SpoolDatabase file)
    {
        var text = new StringBuilder();
        file.Read("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name", row =>
        {
            for (var i = 0; i < row.FieldCount; i++) text.Append(row.GetValue(i)).Append('\n');
            return true;
        });
        return text.ToString();
    }

    private static string? Check(SpoolDatabase file, string tables)
    {
        var version = file.Number("PRAGMA user_version");
        if (version != Version) return $"schema version is {version}, expected {Version}";
        return Tables(file) == tables ? file.Check() : "its tables are not those of its version";
    }

    private static string TablesOf(Action<SpoolDatabase> create)
    {
        using var file = new SpoolDatabase(":memory:", "OFF");
        create(file);
        return Tables(file);
    }
}
