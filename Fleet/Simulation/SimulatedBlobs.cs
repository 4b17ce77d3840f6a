using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>What a simulated flag brings along: thumbnail, mask, and a heat map where something was computed.</summary>
internal sealed record SimulatedBlobs(SimulatedPicture Picture, OutboxBlob Thumb, OutboxBlob Mask, OutboxBlob? Heat)
{
    public IReadOnlyList<OutboxBlob> All => Heat is null ? [Thumb, Mask] : [Thumb, Mask, Heat];

    public static SimulatedBlobs Of(SimulatedFlag flag, string eventId, bool leansOnContext, SimulatedPictures pictures, Random random)
    {
        var picture = pictures.Of(flag.Camera, random);
        return new(
            picture,
            new(BlobKind.Thumb, ContentTypes.Jpeg, PictureStamp.Jpeg(picture.Thumb.Span, eventId)),
            new(BlobKind.Mask, ContentTypes.Png, PictureStamp.Png(picture.Mask.Span, eventId)),
            flag.Shares is null ? null : new(BlobKind.Heat, ContentTypes.Heat, SimulatedHeat.Encode(leansOnContext, new(0, 0, picture.Width, picture.Height), random)));
    }
}
