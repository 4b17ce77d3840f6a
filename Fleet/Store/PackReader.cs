using Microsoft.Data.Sqlite;
using SegEdge.Fleet.Store.Sql;

namespace SegEdge.Fleet.Store;

/// <summary>Blobs of an embedded store for another process, while its hub writes on. Thread-safe.</summary>
internal sealed class PackReader(string folder)
{
    private readonly string _index = Path.Combine(folder, EmbeddedFleetStore.IndexName);

    /// <returns>Null where it is not kept, where somebody removed it for privacy, or where this is no hub's folder.</returns>
    public BlobPlace? Find(string sha256)
    {
        if (!File.Exists(_index)) return null;
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _index, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 10 }.ToString());
            connection.Open();
            using var query = connection.CreateCommand();
            query.CommandText = $"SELECT pack, start, bytes FROM blob_place WHERE sha256 = $sha256 AND {SqlReview.NotWithheld("blob_place.sha256")}";
            query.Parameters.AddWithValue("$sha256", sha256);
            using var rows = query.ExecuteReader();
            return rows.Read() ? new BlobPlace(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2)) : null;
        }
        catch (SqliteException)
        {
            return null; // expected: an index of an older hub, or a damaged one; whoever counts blobs that are missing says how many
        }
    }

    // Twice: it may have been moved into another pack in between.
    public byte[]? Read(string sha256) => ReadOnce(sha256) ?? ReadOnce(sha256);

    private byte[]? ReadOnce(string sha256) => Find(sha256) is { } place ? BlobPacks.Read(Path.Combine(folder, EmbeddedFleetStore.PacksName), place) : null;
}
