using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;

namespace SegEdge.EdgeHost.Exports;

/// <summary>A zip that is written as it is sent, and knows the SHA-256 of all that it holds.</summary>
internal sealed class PackWriter : IAsyncDisposable
{
    private readonly PipeWriter _output;
    private readonly ZipArchive _zip;
    private readonly DateTimeOffset _now;
    private readonly List<PackFile> _files = [];

    private PackWriter(PipeWriter output, ZipArchive zip, DateTimeOffset now) => (_output, _zip, _now) = (output, zip, now);

    public IReadOnlyList<PackFile> Files => _files;

    /// <param name="output">A pipe, since the framework's zip writes the end of an entry without waiting, which a response's stream refuses. Stays the caller's.</param>
    public static async Task<PackWriter> BeginAsync(PipeWriter output, DateTimeOffset now, CancellationToken ct) =>
        new(output, await ZipArchive.CreateAsync(output.AsStream(leaveOpen: true), ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct), now);

    public async Task AddAsync(PackEntry entry, CancellationToken ct)
    {
        // Pictures are compressed already.
        var isPacked = entry.Type.StartsWith("image/", StringComparison.Ordinal);
        await using (var file = await OpenAsync(entry.Path, isPacked ? CompressionLevel.NoCompression : CompressionLevel.Fastest, ct)) await file.WriteAsync(entry.Bytes, ct);
        await _output.FlushAsync(ct);
        _files.Add(new(entry.Path, entry.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(entry.Bytes.Span)), entry.Type));
    }

    /// <summary>For what is too large for memory; the caller writes it, and it is in no list of hashes.</summary>
    public async Task<Stream> OpenAsync(string path, CompressionLevel level, CancellationToken ct)
    {
        var entry = _zip.CreateEntry(path, level);
        entry.LastWriteTime = _now;
        return await entry.OpenAsync(ct);
    }

    /// <summary>The list that <c>sha256sum -c</c> reads, of all files so far; the last one.</summary>
    public Task AddHashesAsync(CancellationToken ct) =>
        AddAsync(new("SHA256SUMS", Encoding.UTF8.GetBytes(string.Concat(_files.Select(file => $"{file.Sha256}  {file.Path}\n"))), PackEntry.Text), ct);

    public ValueTask DisposeAsync() => _zip.DisposeAsync();
}
