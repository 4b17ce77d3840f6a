using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace SegEdge.Telemetry;

/// <summary>The last numbers given, in a small file beside the records: what the records must still know at the next start.</summary>
/// <remarks>SQLite ends its write-ahead log at the first frame that is not as it was written, and takes what follows for a commit that never
/// was: a byte that the disk flips there takes acknowledged records away without an error. Written after a commit is durable and never flushed
/// by itself, so that after a power cut it may be behind the records, but is never ahead of what was durable.</remarks>
internal sealed class HighWaterMark : IDisposable
{
    // Three numbers and their digest, far below the 512 bytes that a disk writes at once.
    private const int Bytes = 4 * sizeof(long);

    private readonly SafeFileHandle _file;
    private (long LastOrder, long EventSeq, long GapSeq) _written;

    /// <exception cref="IOException">The file cannot be made.</exception>
    public HighWaterMark(string path)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _written = Read();
    }

    public long LastOrder => _written.LastOrder;

    public long EventSeq => _written.EventSeq;

    public long GapSeq => _written.GapSeq;

    /// <summary>After a commit, before anybody is told.</summary>
    public void Write(SpoolBooks books)
    {
        var numbers = (books.LastOrder, books.EventSeq, books.GapSeq);
        if (numbers == _written) return;
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, books.LastOrder);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], books.EventSeq);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], books.GapSeq);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], XxHash3.HashToUInt64(bytes[..24]));
        try
        {
            RandomAccess.Write(_file, bytes, 0);
            _written = numbers;
        }
        catch (IOException) { } // expected on a dying disk: it is a second witness only, and the records stand
    }

    public void Dispose() => _file.Dispose();

    // Zeros, which say nothing, where it is new or damaged itself.
    private (long LastOrder, long EventSeq, long GapSeq) Read()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (RandomAccess.Read(_file, bytes, 0) < Bytes) return default;
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]) != XxHash3.HashToUInt64(bytes[..24])) return default;
        return (BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));
    }
}
