using System.Text.Json;

namespace SegEdge.Fleet.Export;

/// <summary>COCO: a region per annotation, as uncompressed run lengths by column, which are exact, holes included.</summary>
/// <remarks>T.-Y. Lin et al., Microsoft COCO, ECCV 2014; the format of cocodataset.org: counts of 0 and 1 in turn, beginning with 0, down the columns.
/// Annotations are written as they come: those of a large set do not fit in memory.</remarks>
public sealed class CocoWriter : IDisposable
{
    private readonly Utf8JsonWriter _json;
    private readonly List<(string Name, int Width, int Height, DateTimeOffset? Captured)> _images = [];
    private int _annotations;

    /// <param name="output">Stays the caller's.</param>
    public CocoWriter(Stream output)
    {
        _json = new(output);
        _json.WriteStartObject();
        _json.WriteStartArray("annotations");
    }

    /// <returns>The picture's id.</returns>
    public int AddImage(string fileName, int width, int height, DateTimeOffset? captured = null)
    {
        _images.Add((fileName, width, height, captured));
        return _images.Count;
    }

    /// <summary>Every region of every class of a map in the picture's size.</summary>
    /// <param name="classes">Rows from the top.</param>
    /// <param name="categoryOf">From a class's number in the map.</param>
    public void AddRegions(int image, ReadOnlySpan<byte> classes, int width, int height, Func<int, int> categoryOf)
    {
        var regions = PixelRegions.Of(classes, width, height, diagonally: true);
        var runs = new ColumnRuns(regions);
        for (var i = 0; i < regions.Regions.Count; i++)
        {
            var region = regions.Regions[i];
            _json.WriteStartObject();
            _json.WriteNumber("id", ++_annotations);
            _json.WriteNumber("image_id", image);
            _json.WriteNumber("category_id", categoryOf(region.Class));
            _json.WriteNumber("iscrowd", 0);
            _json.WriteNumber("area", region.AreaPx);
            WriteNumbers("bbox", region.Left, region.Top, region.Width, region.Height);
            _json.WriteStartObject("segmentation");
            WriteNumbers("size", height, width);
            WriteCounts(runs.Of(i), classes.Length);
            _json.WriteEndObject();
            _json.WriteEndObject();
        }

        _json.Flush();
    }

    /// <summary>Writes what is known only at the end.</summary>
    /// <param name="description">For a person: what this is.</param>
    public void Finish(IEnumerable<CocoCategory> categories, string description)
    {
        _json.WriteEndArray();
        _json.WriteStartObject("info");
        _json.WriteString("description", description);
        _json.WriteEndObject();
        _json.WriteStartArray("images");
        for (var i = 0; i < _images.Count; i++) WriteImage(i + 1, _images[i]);
        _json.WriteEndArray();
        _json.WriteStartArray("categories");
        foreach (var category in categories)
        {
            _json.WriteStartObject();
            _json.WriteNumber("id", category.Id);
            _json.WriteString("name", category.Name);
            if (category.Head is { } head) _json.WriteString("supercategory", head);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    private void WriteImage(int id, (string Name, int Width, int Height, DateTimeOffset? Captured) image)
    {
        _json.WriteStartObject();
        _json.WriteNumber("id", id);
        _json.WriteString("file_name", image.Name);
        _json.WriteNumber("width", image.Width);
        _json.WriteNumber("height", image.Height);
        if (image.Captured is { } captured) _json.WriteString("date_captured", captured);
        _json.WriteEndObject();
    }

    private void WriteCounts(ReadOnlySpan<(int Start, int Length)> runs, int pixels)
    {
        _json.WriteStartArray("counts");
        var at = 0;
        foreach (var (start, length) in runs)
        {
            _json.WriteNumberValue(start - at);
            _json.WriteNumberValue(length);
            at = start + length;
        }

        if (at < pixels) _json.WriteNumberValue(pixels - at);
        _json.WriteEndArray();
    }

    private void WriteNumbers(string name, params ReadOnlySpan<int> values)
    {
        _json.WriteStartArray(name);
        foreach (var value in values) _json.WriteNumberValue(value);
        _json.WriteEndArray();
    }
}
