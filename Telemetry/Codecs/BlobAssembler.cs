using System.Security.Cryptography;

namespace SegEdge.Telemetry.Codecs;

/// <summary>The receiver's side of <see cref="BlobSplitter"/>: keeps parts until a blob is whole and its hash is right.</summary>
/// <remarks>Parts come in any order and more than once. An unfinished set goes after 10 minutes, or, oldest first, when all of them
/// together hold more than the bound: a sender that never finishes must not fill the hub. Thread-safe.</remarks>
public sealed class BlobAssembler(TimeProvider time, long maxBytes = 64L * 1024 * 1024)
{
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Event, string Sha256), Set> _open = [];
    private long _bytes;

    /// <summary>Unfinished sets given up so far.</summary>
    public long Abandoned { get; private set; }

    /// <returns>The whole blob with the part that completed it; null while parts are missing.</returns>
    /// <exception cref="TelemetryFormatException">The part contradicts itself or its siblings, the blob is above 4 MB, or the hash is
    /// wrong.</exception>
    public ReadOnlyMemory<byte>? Add(BlobPart part)
    {
        Check(part);
        if (part.Parts == 1) return Verified(part.Body, part);
        lock (_gate)
        {
            GiveUpOld();
            var key = (part.EventId, part.Sha256);
            if (!_open.TryGetValue(key, out var set)) _open.Add(key, set = new(new BlobPart?[part.Parts], time.GetTimestamp()));
            if (set.Parts.Length != part.Parts)
                throw new TelemetryFormatException($"Blob {part.Sha256}: part {part.Part} says {part.Parts} parts, an "
                    + $"earlier one {set.Parts.Length}.");
            if (set.Parts[part.Part - 1] is null) _bytes += part.Body.Length;
            else _bytes += part.Body.Length - set.Parts[part.Part - 1]!.Body.Length;
            set.Parts[part.Part - 1] = part;
            if (set.Parts.Contains(null))
            {
                if (_bytes > maxBytes) GiveUp(_open.MinBy(pair => pair.Value.Started).Key);
                return null;
            }

            Close(key);
            return Verified(Join(set.Parts!, part), part);
        }
    }

    private static void Check(BlobPart part)
    {
        if (part.Parts is < 1 or > BlobSplitter.MaxParts || part.Part < 1 || part.Part > part.Parts
            || part.Offset < 0 || (long)part.Offset + part.Body.Length > OutboxBlob.MaxBytes)
            throw new TelemetryFormatException($"Blob {part.Sha256}: part {part.Part}/{part.Parts} at {part.Offset} "
                + $"with {part.Body.Length} bytes, "
                + $"expected 1 to {BlobSplitter.MaxParts} parts within {OutboxBlob.MaxBytes} bytes.");
    }

    private static byte[] Join(IReadOnlyList<BlobPart> parts, BlobPart last)
    {
        var whole = new byte[parts.Sum(part => part.Body.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            if (part.Offset != at || at + part.Body.Length > whole.Length)
                throw new TelemetryFormatException($"Blob {last.Sha256}: part {part.Part} starts at {part.Offset}, expected {at}.");
            part.Body.CopyTo(whole.AsMemory(at));
            at += part.Body.Length;
        }

        return whole;
    }

    private static ReadOnlyMemory<byte> Verified(ReadOnlyMemory<byte> body, BlobPart part)
    {
        var found = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        if (found != part.Sha256)
            throw new TelemetryFormatException($"Blob of event {part.EventId} has SHA-256 {found}, expected {part.Sha256}.");
        return body;
    }

    private void GiveUpOld()
    {
        var old = _open.Where(pair => time.GetElapsedTime(pair.Value.Started) > Patience).Select(pair => pair.Key).ToArray();
        foreach (var key in old) GiveUp(key);
    }

    private void GiveUp((string, string) key)
    {
        Close(key);
        Abandoned++;
    }

    private void Close((string, string) key)
    {
        if (_open.Remove(key, out var set)) _bytes -= set.Parts.Sum(part => (long)(part?.Body.Length ?? 0));
    }

    private sealed record Set(BlobPart?[] Parts, long Started);
}
