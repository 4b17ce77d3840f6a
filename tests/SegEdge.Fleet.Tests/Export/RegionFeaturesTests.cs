using System.Text.Json;
using SegEdge.Fleet.Export;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Tests.Export;

public sealed class RegionFeaturesTests
{
    // Ten by ten pixels of the frame for each of the mask.
    private static readonly EventMessage Card = Some.Event() with
    {
        Frame = new() { Camera = "front", Number = 7, Width = 60, Height = 50 },
        Regions = [new() { Id = 3, Track = 41, Class = "class-1", Box = new(11, 9, 28, 21), AreaPx = 500, Margin = 0.25f }],
    };

    [Fact]
    public void Features_AreTheRegionsOfTheMask_InPixelsOfTheFrame_AndSayWhichOfTheEventsTheyAre()
    {
        var root = Written(features => features.AddMask(null, Mask(["000000", "011100", "010100", "011100", "000002"]), index => $"class-{index}"));
        Assert.Equal("FeatureCollection", root.GetProperty("type").GetString());
        Assert.False(root.GetProperty("segedge").GetProperty("coordinates").GetProperty("isOnEarth").GetBoolean());
        var features = root.GetProperty("features").EnumerateArray().ToArray();
        Assert.All(features, one => Assert.Equal("Feature", one.GetProperty("type").GetString()));
        var ring = features.Single(one => one.GetProperty("properties").GetProperty("class").GetString() == "class-1");
        Assert.Equal([3, 41], [ring.GetProperty("properties").GetProperty("region").GetInt32(), ring.GetProperty("properties").GetProperty("track").GetInt32()]);
        Assert.Equal(800, ring.GetProperty("properties").GetProperty("areaPx").GetDouble());
        Assert.Equal("[[[10,10],[40,10],[40,40],[10,40],[10,10]],[[20,30],[30,30],[30,20],[20,20],[20,30]]]", Coordinates(ring));
        Assert.False(features.Single(one => one.GetProperty("properties").GetProperty("class").GetString() == "class-2").GetProperty("properties").TryGetProperty("region", out _));
    }

    [Fact]
    public void PartsThatTouchAtACornerOnly_AreOneFeature_OfSeveralPolygons()
    {
        var root = Written(features => features.AddMask(null, Mask(["100", "010"]), index => $"class-{index}"));
        var one = root.GetProperty("features").EnumerateArray().Single(feature => feature.GetProperty("properties").GetProperty("classIndex").GetInt32() == 1);
        Assert.Equal("MultiPolygon", one.GetProperty("geometry").GetProperty("type").GetString());
        Assert.Equal(2, one.GetProperty("geometry").GetProperty("coordinates").GetArrayLength());
        Assert.Equal(1, one.GetProperty("geometry").GetProperty("coordinates")[0].GetArrayLength());
    }

    [Fact]
    public void WithoutItsMask_ARegionIsItsBox_AndSaysSo()
    {
        var feature = Written(features => features.AddBoxes(null)).GetProperty("features").EnumerateArray().Single();
        Assert.Equal("box", feature.GetProperty("properties").GetProperty("outline").GetString());
        Assert.Equal("[[[11,9],[39,9],[39,30],[11,30],[11,9]]]", feature.GetProperty("geometry").GetProperty("coordinates").GetRawText());
    }

    private static string Coordinates(JsonElement feature) => feature.GetProperty("geometry").GetProperty("coordinates").GetRawText();

    private static IndexedImage Mask(string[] rows)
    {
        var (classes, width, height) = ClassMaps.Of(rows);
        return new(width, height, classes, []);
    }

    private static JsonElement Written(Action<RegionFeatures> add)
    {
        using var file = new MemoryStream();
        using (var features = new RegionFeatures(file, Card))
        {
            add(features);
            features.Finish();
        }

        using var document = JsonDocument.Parse(file.ToArray());
        return document.RootElement.Clone();
    }
}
