using OpenCvSharp;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline.Tests.Regions;

public sealed class MapComponentsTests
{
    [Theory]
    [InlineData(1, 1, 2, 1)]
    [InlineData(1, 40, 3, 2)]
    [InlineData(40, 1, 3, 3)]
    [InlineData(17, 23, 2, 4)]
    [InlineData(64, 48, 3, 5)]
    [InlineData(320, 180, 5, 6)]
    public void OfRandomMaps_AreThoseOfOpenCv(int columns, int rows, int classes, int seed)
    {
        var random = new Random(seed);
        // Grain alone makes specks; held against a slower pattern it makes spirals, holes and bridges too.
        var map = Enumerable.Range(0, columns * rows).Select(i => (byte)((random.Next(4) == 0 ? random.Next(classes) : (i % columns / 5) + (i / columns / 7)) % classes)).ToArray();
        var margins = map.Select(_ => random.NextSingle()).ToArray();
        Assert.Equal(ByOpenCv(map, margins, columns, rows), Sorted(new MapComponents().Find(map, margins, columns)), Same);
    }

    [Fact]
    public void ASpiral_IsOne()
    {
        // Arms that meet only at the end: each row joins what the rows above kept apart.
        const int side = 41;
        var map = new byte[side * side];
        var (x, y, dx, dy) = (0, 0, 1, 0);
        for (var (length, turns) = (side - 1, 0); length > 0; turns++)
        {
            for (var step = 0; step < length; step++, x += dx, y += dy) map[(y * side) + x] = 1;
            (dx, dy) = (-dy, dx);
            if (turns >= 2 && turns % 2 == 0) length -= 2;
        }
        Assert.Equal(ByOpenCv(map, [], side, side), Sorted(new MapComponents().Find(map, [], side)), Same);
        Assert.Single(new MapComponents().Find(map, [], side).ToArray(), c => c.Class == 1);
    }

    [Fact]
    public void OnceWarm_AllocatesNothing()
    {
        var random = new Random(1);
        var map = Enumerable.Range(0, 160 * 90).Select(_ => (byte)random.Next(3)).ToArray();
        var components = new MapComponents();
        components.Find(map, [], 160);
        var before = GC.GetAllocatedBytesForCurrentThread();
        components.Find(map, [], 160);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Component[] Sorted(ReadOnlySpan<Component> components) => [.. components.ToArray().OrderBy(c => c.Class).ThenBy(c => c.Top).ThenBy(c => c.SeedX)];

    private static bool Same(Component a, Component b) => a with { Margins = 0 } == b with { Margins = 0 } && Math.Abs(a.Margins - b.Margins) < 1e-3;

    private static Component[] ByOpenCv(byte[] map, float[] margins, int columns, int rows)
    {
        var found = new List<Component>();
        using var picture = Mat.FromPixelData(rows, columns, MatType.CV_8UC1, map);
        foreach (var c in map.Distinct())
        {
            using Mat mask = new(), labels = new(), stats = new(), centroids = new();
            Cv2.Compare(picture, new Scalar(c), mask, CmpTypes.EQ);
            var count = Cv2.ConnectedComponentsWithStats(mask, labels, stats, centroids);
            for (var label = 1; label < count; label++)
            {
                int Stat(ConnectedComponentsTypes which) => stats.At<int>(label, (int)which);
                int left = Stat(ConnectedComponentsTypes.Left), top = Stat(ConnectedComponentsTypes.Top);
                var places = Enumerable.Range(0, map.Length).Where(i => labels.At<int>(i / columns, i % columns) == label).ToArray();
                found.Add(new Component(c, left, top, left + Stat(ConnectedComponentsTypes.Width), top + Stat(ConnectedComponentsTypes.Height),
                    places[0] % columns, Stat(ConnectedComponentsTypes.Area), margins.Length == 0 ? 0 : places.Sum(i => (double)margins[i])));
            }
        }
        return Sorted(found.ToArray());
    }
}
