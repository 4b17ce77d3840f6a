using System.IO.Compression;
using System.Text;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet.Export;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Exports;

/// <summary>Confirmed frames as a training set: a zip with <c>images/</c> and <c>annotations.json</c>, as <c>segedge fleet export --format coco</c> makes it in a folder.</summary>
internal sealed class CocoSet(IEventSource events, IExportContext exports, TimeProvider time)
{
    private const int MostPicturePixels = 16 << 20;

    private readonly Dictionary<(string Site, string Device), ModelClasses> _classes = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly CocoCategories _categories = new();
    private int _frames, _thumbs;

    /// <summary>Frames whose last verdict is confirm.</summary>
    public static bool IsConfirmed(ArchivedEvent item) => item.Review?.Standing.LastOrDefault()?.Verdict == WireNames.NameOf(ReviewVerdict.Confirm);

    /// <param name="confirmed">At least one of them can be used.</param>
    public async Task SendAsync(HttpContext context, string fileName, IAsyncEnumerable<ExportedFrame> confirmed, string selection)
    {
        var ct = context.RequestAborted;
        Download.Begin(context, fileName, "application/zip");
        // Entries of a zip are written one after the other, and the annotations grow with every picture: they wait on the disk.
        await using var annotations = new FileStream(Path.GetTempFileName(), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
        await using var zip = await PackWriter.BeginAsync(context.Response.BodyWriter, time.GetUtcNow(), ct);
        using var coco = new CocoWriter(annotations);
        var skipped = 0;
        await foreach (var frame in confirmed.WithCancellation(ct))
            if (await PictureAsync(frame, ct) is { } picture) await AddAsync(zip, coco, frame, picture, ct);
            else skipped++;
        var summary = $"{_frames} confirmed frames of: {selection}. {_thumbs} of them are thumbnails, {skipped} more have no picture or mask here. The masks are the model's own: a confirmed flag does not make every pixel true, look at them.";
        coco.Finish(_categories.All, summary);
        annotations.Position = 0;
        await using (var entry = await zip.OpenAsync("annotations.json", CompressionLevel.Fastest, ct)) await annotations.CopyToAsync(entry, ct);
        await zip.AddAsync(new("README.txt", Encoding.UTF8.GetBytes(summary + "\n"), PackEntry.Text), ct);
    }

    /// <summary>The whole frame, else the thumbnail; the same view.</summary>
    /// <returns>Null where there is none, or no mask.</returns>
    public async Task<CocoPicture?> PictureAsync(ExportedFrame frame, CancellationToken ct)
    {
        var masks = await frame.MasksAsync(events, ct);
        if (masks.Count == 0) return null;
        var named = frame.Card.Blobs.Where(blob => blob.Kind is BlobKind.Frame or BlobKind.Thumb && blob.Sha256 is { } hash && frame.Item.BlobsHere.Contains(hash)).OrderBy(blob => blob.Kind == BlobKind.Thumb);
        foreach (var blob in named)
            if (await events.FindBlobAsync(blob.Sha256!, ct) is { } found && JpegSize.Of(found.Bytes.Span) is var (width, height) && (long)width * height <= MostPicturePixels)
                return new(found.Bytes, width, height, blob.Kind == BlobKind.Thumb, masks);
        return null;
    }

    private async Task AddAsync(PackWriter zip, CocoWriter coco, ExportedFrame frame, CocoPicture picture, CancellationToken ct)
    {
        var card = frame.Card;
        var path = $"images/{SafeName.Of(card.EventId, _names)}.jpg";
        await zip.AddAsync(new(path, picture.Jpeg, ContentTypes.Jpeg), ct);
        var classes = await ClassesAsync(card, ct);
        var image = coco.AddImage(path, picture.Width, picture.Height, card.Capture.Utc);
        foreach (var (head, mask) in picture.Masks)
        {
            EventFormats.Declare(_categories, classes, card.Model.Sha256, head);
            coco.AddRegions(image, Scaled(mask, picture.Width, picture.Height), picture.Width, picture.Height, index => _categories.IdOf(head, index, classes.NameOf(card.Model.Sha256, head, index)));
        }

        _frames++;
        if (picture.IsThumb) _thumbs++;
    }

    private async Task<ModelClasses> ClassesAsync(EventMessage card, CancellationToken ct)
    {
        if (_classes.TryGetValue((card.Site, card.Device), out var known)) return known;
        return _classes[(card.Site, card.Device)] = await exports.ClassesAsync(card.Site, card.Device, ct);
    }

    // Nearest: the mean of two class numbers is a third class.
    private static byte[] Scaled(IndexedImage mask, int width, int height)
    {
        if (mask.Width == width && mask.Height == height) return mask.Indices.ToArray();
        var scaled = new byte[width * height];
        var from = mask.Indices.Span;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                scaled[(y * width) + x] = from[((int)((long)y * mask.Height / height) * mask.Width) + (int)((long)x * mask.Width / width)];
        return scaled;
    }
}
