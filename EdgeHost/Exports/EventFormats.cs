using SegEdge.Fleet.Export;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.EdgeHost.Exports;

/// <summary>One frame in the formats of others.</summary>
internal static class EventFormats
{
    /// <summary>COCO in the mask's own pixels: nothing is made larger or smaller, so the masks can be had back bit for bit.</summary>
    public static MemoryStream Coco(ExportedFrame frame, IReadOnlyList<(string? Head, IndexedImage Mask)> masks, ModelClasses classes)
    {
        var (card, file, categories) = (frame.Card, new MemoryStream(), new CocoCategories());
        using var coco = new CocoWriter(file);
        foreach (var (head, mask) in masks)
        {
            Declare(categories, classes, card.Model.Sha256, head);
            var image = coco.AddImage($"{SafeName.Of(card.EventId)}{(head is null ? "" : $"-{SafeName.Of(head)}")}.jpg", mask.Width, mask.Height, card.Capture.Utc);
            coco.AddRegions(image, mask.Indices.Span, mask.Width, mask.Height, index => categories.IdOf(head, index, classes.NameOf(card.Model.Sha256, head, index)));
        }

        coco.Finish(categories.All, $"Event {card.EventId} of {card.Site}/{card.Device}/{card.Frame.Camera}, model {card.Model.Name} {card.Model.Version}: the model's mask in its own pixels, of a frame of "
            + FormattableString.Invariant($"{card.Frame.Width} x {card.Frame.Height}.") + (classes.IsOf(card.Model.Sha256) ? "" : " The device has another model now, or never said: classes have numbers for names."));
        return file;
    }

    public static MemoryStream GeoJson(ExportedFrame frame, IReadOnlyList<(string? Head, IndexedImage Mask)> masks, ModelClasses classes)
    {
        var file = new MemoryStream();
        using var features = new RegionFeatures(file, frame.Card);
        foreach (var (head, mask) in masks) features.AddMask(head, mask, index => classes.NameOf(frame.Card.Model.Sha256, head, index));
        foreach (var head in frame.Card.Regions.Select(region => region.Head).Distinct().Where(head => masks.All(one => one.Head != head))) features.AddBoxes(head);
        features.Finish();
        return file;
    }

    /// <summary>All classes of the head, also those that the frame does not show.</summary>
    public static void Declare(CocoCategories categories, ModelClasses classes, string modelSha256, string? head)
    {
        if (!classes.IsOf(modelSha256)) return;
        foreach (var one in classes.HeadOf(head)?.Classes ?? []) categories.IdOf(head, one.Index, one.Name);
    }
}
