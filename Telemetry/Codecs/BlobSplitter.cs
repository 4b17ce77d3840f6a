namespace SegEdge.Telemetry.Codecs;

/// <summary>Cuts a blob into bodies that fit one message each.</summary>
public static class BlobSplitter
{
    /// <summary>More parts than the 4 MB ceiling can need at 1 kB each: a broker with less room than that is not one to send pictures
    /// to.</summary>
    public const int MaxParts = OutboxBlob.MaxBytes / 1024;

    /// <param name="mostBytes">Room for a body, at least 1 kB.</param>
    /// <returns>At least one part; the parts are slices, nothing is copied.</returns>
    public static IReadOnlyList<BlobPart> Split(string eventId, string sha256, ReadOnlyMemory<byte> body, int mostBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostBytes, 1024);
        if (body.Length > OutboxBlob.MaxBytes)
            throw new ArgumentException($"Blob holds {body.Length} bytes, expected at most {OutboxBlob.MaxBytes}.", nameof(body));
        var parts = Math.Max(1, (body.Length + mostBytes - 1) / mostBytes);
        return [.. Enumerable.Range(0, parts).Select(i => i * mostBytes).Select((at, i) =>
            new BlobPart(eventId, sha256, i + 1, parts, at, body.Slice(at, Math.Min(mostBytes, body.Length - at))))];
    }
}
