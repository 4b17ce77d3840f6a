using System.Security.Cryptography;

namespace SegEdge.Telemetry;

/// <summary>The device's own copy of its audit chain: <c>audit.jsonl</c>, one record a line, only ever appended to, and <c>audit.head</c>.</summary>
/// <remarks>Nothing here is deleted by us: a record has some 400 bytes, and laws ask for years.</remarks>
public sealed class AuditFile
{
    public const string Name = "audit.jsonl";

    // A line that never ends must not fill the memory; records have at most some 2 kB.
    private const int MostLineBytes = 64 * 1024;

    private readonly string _path, _headPath;
    private readonly AuditChain _chain = new();

    /// <summary>Reads the whole chain, and takes a line that a crash left unfinished away.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public AuditFile(string folder)
    {
        Directory.CreateDirectory(folder);
        (_path, _headPath) = (Path.Combine(folder, Name), HeadOf(Path.Combine(folder, Name)));
        if (!File.Exists(_path)) return;
        var lines = Lines(_path, out var unfinished);
        for (var i = 0; i < lines.Count; i++)
        {
            try { _chain.Add(lines[i]); }
            catch (TelemetryFormatException e)
            {
                Problem ??= $"line {i + 1} of {_path}: {e.Message}";
                // The chain goes on behind what is broken: what comes now must be provable in spite of it.
                try { _chain.Resume(AuditRecord.Read(lines[i])); }
                catch (TelemetryFormatException) { } // expected: then it goes on from the last good one
            }
        }

        if (unfinished == 0) return;
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Write);
        file.SetLength(file.Length - unfinished);
    }

    /// <summary>What is wrong with the chain as it was found; null for a sound one.</summary>
    public string? Problem { get; }

    public AuditRecord? Last => _chain.Last;

    public string LastHash => _chain.LastHash;

    /// <summary>Checks a chain that nobody may be writing.</summary>
    /// <param name="path">A file of records, one a line; a head beside it is checked too.</param>
    /// <param name="headKey">The device's public key, for heads that it signed.</param>
    /// <returns>The chain, sound.</returns>
    /// <exception cref="TelemetryFormatException">The first thing that is wrong: which line, which record.</exception>
    public static AuditChain Verify(string path, ECDsa? headKey = null)
    {
        var chain = new AuditChain(headKey);
        var head = AuditHead.Read(HeadOf(path));
        var reachedHead = head is null || head.Records == 0;
        var lines = Lines(path, out var unfinished);
        for (var i = 0; i < lines.Count; i++)
        {
            try { chain.Add(lines[i]); }
            catch (TelemetryFormatException e) { throw new TelemetryFormatException($"{path}, line {i + 1}: {e.Message}.", e); }
            reachedHead |= chain.Count == head?.Records && chain.LastHash == head.Hash;
        }

        if (!reachedHead)
            throw new TelemetryFormatException($"{path} ends with {chain.Last?.ToString() ?? "nothing"}, line {chain.Count}, but '{HeadOf(path)}' says that there were "
                + $"{head!.Records} records, the last of hash {head.Hash[..Math.Min(12, head.Hash.Length)]}...: the end was cut off or replaced.");
        return unfinished == 0 ? chain : throw new TelemetryFormatException($"{path}, line {chain.Count + 1}: a record that was not finished, as a crash leaves it.");
    }

    /// <summary>Records of an epoch after a number, for an outbox that lost power before it had them.</summary>
    public IReadOnlyList<AuditRecord> After(string epoch, long seq)
    {
        var missing = new List<AuditRecord>();
        if (!File.Exists(_path)) return missing;
        foreach (var line in Lines(_path, out _))
            if (TryRead(line) is { } record && record.Message.Epoch == epoch && record.Message.Seq > seq) missing.Add(record);
        return missing;
    }

    /// <summary>On return it survives a power cut, if the disk honours flushes.</summary>
    /// <returns>Why the head stayed behind, null where it did not: an older one holds too, and the next append writes it anew.</returns>
    /// <exception cref="IOException">It could not be written.</exception>
    public string? Append(AuditRecord record)
    {
        try
        {
            // No buffer: it would be written once more by whatever follows a failure.
            using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            var start = file.Position;
            try
            {
                file.Write([.. record.Bytes.Span, (byte)'\n']);
                file.Flush(flushToDisk: true);
            }
            catch
            {
                file.SetLength(start); // half a line would break the chain for good
                throw;
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }

        // It is in the file, whether it follows or not: to judge that is for Verify.
        _chain.Resume(record);
        try
        {
            new AuditHead(_chain.Count, record.Message.Hash).Write(_headPath);
            return null;
        }
        catch (IOException e)
        {
            return $"{_headPath}: {e.Message}";
        }
    }

    private static string HeadOf(string path) => Path.ChangeExtension(path, ".head");

    private static AuditRecord? TryRead(byte[] line)
    {
        try { return AuditRecord.Read(line); }
        catch (TelemetryFormatException) { return null; } // expected: it was found at the start, and named
    }

    /// <param name="unfinished">Bytes after the last line end.</param>
    private static List<byte[]> Lines(string path, out long unfinished)
    {
        var lines = new List<byte[]>();
        using var file = new BufferedStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var line = new List<byte>();
        for (int b; (b = file.ReadByte()) >= 0;)
        {
            if (b == '\n')
            {
                lines.Add([.. line]);
                line.Clear();
            }
            else if (line.Count < MostLineBytes) line.Add((byte)b);
            else throw new TelemetryFormatException($"{path}, line {lines.Count + 1}: no audit record, it has more than {MostLineBytes} bytes.");
        }

        unfinished = line.Count;
        return lines;
    }
}
