using System.Text.Json;
using SegEdge.Fleet.Export;

namespace SegEdge.Fleet.Tests.Export;

public sealed class CocoWriterTests
{
    [Fact]
    public void RunLengths_GiveTheMaskBack_BitForBit()
    {
        foreach (var (classes, width, height) in ClassMaps.All())
        {
            var drawn = new int[classes.Length];
            foreach (var one in Written(classes, width, height).GetProperty("annotations").EnumerateArray())
            {
                var segmentation = one.GetProperty("segmentation");
                Assert.Equal([height, width], Numbers(segmentation.GetProperty("size")));
                var pixels = PixelsOf(Numbers(segmentation.GetProperty("counts")), height, width);
                Assert.Equal(one.GetProperty("area").GetInt32(), pixels.Count);
                var (left, top) = (pixels.Min(p => p.X), pixels.Min(p => p.Y));
                Assert.Equal([left, top, pixels.Max(p => p.X) - left + 1, pixels.Max(p => p.Y) - top + 1], Numbers(one.GetProperty("bbox")));
                // Each pixel once: a second region over it would add up to another number.
                foreach (var (x, y) in pixels) drawn[(y * width) + x] += one.GetProperty("category_id").GetInt32();
            }

            Assert.Equal(classes.Select(c => c + 1), drawn);
        }
    }

    [Fact]
    public void ARegion_IsWhatTouches_AlsoAtACorner()
    {
        var (classes, width, height) = ClassMaps.Of(["1001", "0110", "0000", "1000"]);
        var areas = Written(classes, width, height).GetProperty("annotations").EnumerateArray().Where(one => one.GetProperty("category_id").GetInt32() == 2).Select(one => one.GetProperty("area").GetInt32());
        Assert.Equal([4, 1], areas);
    }

    [Fact]
    public void AFile_IsWhatReadersOfCocoExpect()
    {
        var coco = Written([0, 1, 1, 0], 2, 2);
        var image = coco.GetProperty("images")[0];
        Assert.Equal((1, "a.jpg", 2, 2), (image.GetProperty("id").GetInt32(), image.GetProperty("file_name").GetString(), image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()));
        Assert.Equal([1, 2], coco.GetProperty("categories").EnumerateArray().Select(one => one.GetProperty("id").GetInt32()));
        var ids = coco.GetProperty("annotations").EnumerateArray().Select(one => one.GetProperty("id").GetInt32()).ToArray();
        Assert.Equal(Enumerable.Range(1, ids.Length), ids);
        Assert.All(coco.GetProperty("annotations").EnumerateArray(), one => Assert.Equal((1, 0), (one.GetProperty("image_id").GetInt32(), one.GetProperty("iscrowd").GetInt32())));
        Assert.Equal("what it is", coco.GetProperty("info").GetProperty("description").GetString());
    }

    [Fact]
    public void Categories_AreNumbersAndOne_ButNeverTwoThingsInOne()
    {
        var categories = new CocoCategories();
        Assert.Equal([1, 4], [categories.IdOf(null, 0, "soil"), categories.IdOf(null, 3, "weed")]);
        Assert.Equal(4, categories.IdOf(null, 3, "weed"));
        var (other, head) = (categories.IdOf(null, 3, "stone"), categories.IdOf("lane", 3, "weed"));
        Assert.Equal(4, new HashSet<int> { 1, 4, other, head }.Count);
        Assert.Equal(["soil", "weed", "stone", "weed"], categories.All.Select(one => one.Name));
    }

    private static JsonElement Written(byte[] classes, int width, int height)
    {
        using var file = new MemoryStream();
        using (var coco = new CocoWriter(file))
        {
            var categories = new CocoCategories();
            coco.AddRegions(coco.AddImage("a.jpg", width, height), classes, width, height, index => categories.IdOf(null, index, $"class-{index}"));
            coco.Finish(categories.All, "what it is");
        }

        using var document = JsonDocument.Parse(file.ToArray());
        return document.RootElement.Clone();
    }

    private static List<(int X, int Y)> PixelsOf(int[] counts, int height, int width)
    {
        var (pixels, at) = (new List<(int, int)>(), 0);
        for (var i = 0; i < counts.Length; i++)
        {
            Assert.True(counts[i] > 0 || i == 0, "a run of nothing");
            if (i % 2 == 1) pixels.AddRange(Enumerable.Range(at, counts[i]).Select(p => (p / height, p % height)));
            at += counts[i];
        }

        Assert.Equal(width * height, at);
        return pixels;
    }

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetInt32())];
}
