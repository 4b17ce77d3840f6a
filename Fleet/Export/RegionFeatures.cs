using System.Text.Json;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Export;

/// <summary>The regions of a flagged frame as GeoJSON (RFC 7946): a feature per connected region of the masks, or per box of the event where its mask is not here.</summary>
/// <remarks>Coordinates are pixels of the frame, from its top left corner, x to the right and y down: events carry no position on earth, and the member
/// <c>segedge</c> says so (the prior arrangement of section 4). As numbers, outside rings run counterclockwise and holes clockwise.</remarks>
public sealed class RegionFeatures : IDisposable
{
    // An event's box comes from a coarser grid than the mask, so it is never quite the region's.
    private const double LeastOverlap = 0.5;

    private readonly EventMessage _card;
    private readonly Utf8JsonWriter _json;
    private int _features;

    /// <param name="output">Stays the caller's.</param>
    public RegionFeatures(Stream output, EventMessage card)
    {
        (_card, _json) = (card, new(output));
        _json.WriteStartObject();
        _json.WriteString("type", "FeatureCollection");
        WriteWhat();
        _json.WriteStartArray("features");
    }

    /// <param name="head">As the event's regions name it; null where the model has one.</param>
    /// <param name="nameOf">From a class's number.</param>
    public void AddMask(string? head, IndexedImage mask, Func<int, string> nameOf)
    {
        var parts = PixelRegions.Of(mask.Indices.Span, mask.Width, mask.Height, diagonally: false);
        var outlines = PixelOutlines.Of(parts);
        var whole = PixelRegions.Of(mask.Indices.Span, mask.Width, mask.Height, diagonally: true);
        var partsOf = Enumerable.Range(0, parts.Regions.Count).ToLookup(part => whole.Labels[FirstPixel(parts, part)]);
        var (scaleX, scaleY) = ((double)_card.Frame.Width / mask.Width, (double)_card.Frame.Height / mask.Height);
        for (var i = 0; i < whole.Regions.Count; i++)
        {
            var region = whole.Regions[i];
            var name = nameOf(region.Class);
            var box = new Box(region.Left * scaleX, region.Top * scaleY, region.Width * scaleX, region.Height * scaleY);
            WriteStart(name, head, Known(name, head, box), "mask");
            _json.WriteNumber("classIndex", region.Class);
            _json.WriteNumber("areaPx", Math.Round(region.AreaPx * scaleX * scaleY, 2));
            _json.WriteNumber("areaShare", Math.Round((double)region.AreaPx / mask.Indices.Length, 6));
            _json.WriteEndObject();
            WriteGeometry([.. partsOf[i].Select(part => outlines[part])], scaleX, scaleY);
            _json.WriteEndObject();
        }
    }

    /// <summary>Where the mask of a head is not here: the boxes of its regions.</summary>
    public void AddBoxes(string? head)
    {
        foreach (var region in _card.Regions.Where(region => region.Head == head))
        {
            var (x, y, right, bottom) = (region.Box.X, region.Box.Y, region.Box.X + region.Box.W, region.Box.Y + region.Box.H);
            WriteStart(region.Class, head, region, "box");
            _json.WriteNumber("areaPx", region.AreaPx);
            _json.WriteEndObject();
            WriteGeometry([[[(x, y), (right, y), (right, bottom), (x, bottom), (x, y)]]], 1, 1);
            _json.WriteEndObject();
        }
    }

    public void Finish()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    private void WriteWhat()
    {
        _json.WriteStartObject("segedge");
        _json.WriteString("eventId", _card.EventId);
        _json.WriteString("site", _card.Site);
        _json.WriteString("device", _card.Device);
        _json.WriteString("camera", _card.Frame.Camera);
        _json.WriteString("capturedUtc", _card.Capture.Utc);
        _json.WriteStartObject("frame");
        _json.WriteNumber("number", _card.Frame.Number);
        _json.WriteNumber("width", _card.Frame.Width);
        _json.WriteNumber("height", _card.Frame.Height);
        _json.WriteEndObject();
        _json.WriteStartObject("model");
        _json.WriteString("name", _card.Model.Name);
        _json.WriteString("version", _card.Model.Version);
        _json.WriteString("sha256", _card.Model.Sha256);
        _json.WriteEndObject();
        _json.WriteStartObject("coordinates");
        _json.WriteBoolean("isOnEarth", false);
        _json.WriteString("unit", "pixels of the frame");
        _json.WriteString("origin", "top left corner of the frame; x to the right, y down");
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteStart(string name, string? head, RegionInfo? known, string outline)
    {
        _json.WriteStartObject();
        _json.WriteString("type", "Feature");
        _json.WriteNumber("id", ++_features);
        _json.WriteStartObject("properties");
        _json.WriteString("class", name);
        if (head is not null) _json.WriteString("head", head);
        _json.WriteString("outline", outline);
        if (known is null) return;
        _json.WriteNumber("region", known.Id);
        if (known.Track is { } track) _json.WriteNumber("track", track);
        if (known.Margin is { } margin) _json.WriteNumber("margin", margin);
    }

    private void WriteGeometry(IReadOnlyList<IReadOnlyList<IReadOnlyList<(int X, int Y)>>> polygons, double scaleX, double scaleY)
    {
        _json.WriteStartObject("geometry");
        _json.WriteString("type", polygons.Count == 1 ? "Polygon" : "MultiPolygon");
        _json.WriteStartArray("coordinates");
        foreach (var polygon in polygons)
        {
            if (polygons.Count > 1) _json.WriteStartArray();
            foreach (var ring in polygon)
            {
                _json.WriteStartArray();
                foreach (var (x, y) in ring)
                {
                    _json.WriteStartArray();
                    _json.WriteNumberValue(Math.Round(x * scaleX, 3));
                    _json.WriteNumberValue(Math.Round(y * scaleY, 3));
                    _json.WriteEndArray();
                }

                _json.WriteEndArray();
            }

            if (polygons.Count > 1) _json.WriteEndArray();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    /// <summary>The event's region that this is; null where it is none of those that the event lists.</summary>
    private RegionInfo? Known(string name, string? head, Box box)
    {
        double OverlapOf(RegionInfo region) => box.Overlap(new(region.Box.X, region.Box.Y, region.Box.W, region.Box.H));
        var best = _card.Regions.Where(region => region.Class == name && region.Head == head).MaxBy(OverlapOf);
        return best is not null && OverlapOf(best) >= LeastOverlap ? best : null;
    }

    private static int FirstPixel(PixelRegions parts, int part)
    {
        var region = parts.Regions[part];
        return (region.Top * parts.Width) + region.Left + parts.Labels.Slice((region.Top * parts.Width) + region.Left, region.Width).IndexOf(part);
    }

    private readonly record struct Box(double X, double Y, double W, double H)
    {
        /// <summary>Common part by union, 0..1.</summary>
        public double Overlap(Box other)
        {
            var w = Math.Min(X + W, other.X + other.W) - Math.Max(X, other.X);
            var h = Math.Min(Y + H, other.Y + other.H) - Math.Max(Y, other.Y);
            return w <= 0 || h <= 0 ? 0 : w * h / ((W * H) + (other.W * other.H) - (w * h));
        }
    }
}
