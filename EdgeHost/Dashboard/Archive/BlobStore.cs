using System.Security.Cryptography;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Blobs by hash within a byte budget; the oldest goes first. <see cref="EventArchive"/> holds the lock.</summary>
internal sealed class BlobStore(ArchiveLimits limits)
{
    private readonly Dictionary<string, ArchivedBlob> _blobs = [];
    private readonly Queue<string> _arrivals = new();

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
        _arrivals.Enqueue(blob.Sha256);
        Bytes += blob.Bytes.Length;
        List<string> evicted = [];
        while (Bytes > limits.BlobBytes && _arrivals.TryDequeue(out var oldest))
        {
            Bytes -= _blobs[oldest].Bytes.Length;
            _blobs.Remove(oldest);
            evicted.Add(oldest);
        }
        return evicted;
    }
}
