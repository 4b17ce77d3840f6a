using SegEdge.Telemetry.Codecs;

namespace SegEdge.Fleet.Store;

/// <summary>A blob, or one part of it, to keep.</summary>
/// <param name="Part">Checked by nobody yet where it is one of several; a whole one is what its hash says.</param>
public sealed record ArchivedBlob(string Site, string Device, string Epoch, string ContentType, BlobPart Part, DateTimeOffset ReceivedUtc)
{
    public bool IsWhole => Part.Parts == 1;
}
