using System.Text.Json;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Exports;

/// <summary>A flagged frame with its card read.</summary>
internal sealed record ExportedFrame(ArchivedEvent Item, EventMessage Card)
{
    // As many as the page draws; more is a broken or hostile sender, and a label a pixel is four bytes.
    private const int MostMaskPixels = 16 << 20;

    /// <returns>Null where the card is none of the contract's.</returns>
    public static ExportedFrame? Of(ArchivedEvent item)
    {
        try
        {
            return JsonSerializer.Deserialize(item.Json.Span, TelemetryJson.Default.EventMessage) is { } card && card.Frame is { Width: > 0, Height: > 0 } ? new(item, card) : null;
        }
        catch (JsonException)
        {
            return null; // expected: a device's archive takes what anybody publishes, the caller says so
        }
    }

    /// <summary>The masks that are here and whole, by head.</summary>
    public async Task<IReadOnlyList<(string? Head, IndexedImage Mask)>> MasksAsync(IEventSource events, CancellationToken ct)
    {
        var masks = new List<(string?, IndexedImage)>();
        foreach (var blob in Card.Blobs.Where(blob => blob.Kind == BlobKind.Mask && blob.Sha256 is { } hash && Item.BlobsHere.Contains(hash)).DistinctBy(blob => blob.Head))
            if (await events.FindBlobAsync(blob.Sha256!, ct) is { } found && Decode(found.Bytes.Span) is { } mask) masks.Add((blob.Head, mask));
        return masks;
    }

    /// <summary>Why there is no such blob, in words.</summary>
    public string Absence(BlobKind kind) =>
        Item.Review?.Standing.Any(verdict => verdict.Verdict == WireNames.NameOf(ReviewVerdict.Remove)) == true ? "it was removed for privacy"
        : Card.Blobs.FirstOrDefault(blob => blob.Kind == kind) is not { } named ? "the device made none"
        : named.State switch
        {
            BlobState.Off => "it is switched off on the device",
            BlobState.Dropped => "the device dropped it for want of room",
            _ => "it has not arrived, is damaged, or its time was over",
        };

    private static IndexedImage? Decode(ReadOnlySpan<byte> png)
    {
        try
        {
            // IHDR is the first chunk of every PNG: its size is known before anything is unpacked.
            if (png.Length < 24 || (long)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(png[16..]) * System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(png[20..]) > MostMaskPixels) return null;
            return IndexedPng.Decode(png);
        }
        catch (TelemetryFormatException)
        {
            return null; // expected: it counts as not here
        }
    }
}
