using System.Security.Cryptography;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Blobs by hash within a byte budget; the oldest goes first. <see cref="EventArchive"/> holds the lock.</summary>
internal sealed class BlobStore(ArchiveLimits limits)
{
    // In the order of arrival.
    private readonly OrderedDictionary<string, ArchivedBlob> _blobs = [];

    public int Count => _blobs.Count;

    public long Bytes { get; private set; }

    public bool Holds(string sha256) => _blobs.ContainsKey(sha256);

    public ArchivedBlob? Find(string sha256) => _blobs.GetValueOrDefault(sha256);

    /// <summary>The bytes are what their name says and small enough; a check that needs no lock.</summary>
    public bool Accepts(string sha256, ReadOnlySpan<byte> bytes) =>
        bytes.Length > 0 && bytes.Length <= limits.OneBlobBytes && Sha256Id.IsValid(sha256)
        && Convert.ToHexStringLower(SHA256.HashData(bytes)) == sha256;

    /// <returns>The hashes that had to go for it.</returns>
    public IReadOnlyList<string> Add(ArchivedBlob blob)
    {
        _blobs.Add(blob.Sha256, blob);
        Bytes += blob.Bytes.Length;
        List<string> evicted = [];
        while (Bytes > limits.BlobBytes)
        {
            var oldest = _blobs.GetAt(0).Key;
            Remove(oldest);
            evicted.Add(oldest);
        }
        return evicted;
    }

    /// <returns>False where it is not here.</returns>
    public bool Remove(string sha256)
    {
        if (!_blobs.Remove(sha256, out var blob)) return false;
        Bytes -= blob.Bytes.Length;
        return true;
    }
}
