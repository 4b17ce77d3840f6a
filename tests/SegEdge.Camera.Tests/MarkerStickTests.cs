using SegEdge.Camera.Simulation;

namespace SegEdge.Camera.Tests;

/// <summary>Ground truth for explanations is only as good as the laws of its scenes.</summary>
public sealed class MarkerStickTests
{
    private const int Width = 256, Height = 160;

    private static readonly SimulationOptions Twins = new() { Width = Width, Height = Height, Script = FieldScript.None };

    public static TheoryData<long> Seeds() => [1, 7, 900_000, 950_003];

    [Fact]
    public void WithoutTheOption_NoMarker_AndEveryClassOfTheField()
    {
        using var scene = new FieldScene(Twins with { Sticks = null });
        var (_, classes, markers) = See(scene, 10);
        Assert.All(markers, m => Assert.Equal(0, m));
        Assert.All(classes, c => Assert.InRange(c, 0, FieldClasses.Count - 1));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sticks_ChangeNoPlant(long seed)
    {
        var none = Seen(seed, MarkerSticks.None);
        foreach (var sticks in new[] { MarkerSticks.BesideWeeds, MarkerSticks.Anywhere })
        {
            var with = Seen(seed, sticks);
            for (var n = 0; n < none.Count; n++)
                for (var i = 0; i < none[n].Classes.Length; i++)
                    Assert.True(with[n].Markers[i] == 1 || with[n].Classes[i] == none[n].Classes[i], $"{sticks}, picture {n}, pixel {i}");
        }
        Assert.All(none, p => Assert.DoesNotContain((byte)1, p.Markers));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sticks_AreSoilInTheTruth_AndPink(long seed)
    {
        foreach (var (bgr, classes, markers) in Seen(seed, MarkerSticks.BesideWeeds))
        {
            var pixels = Enumerable.Range(0, markers.Length).Where(i => markers[i] == 1).ToArray();
            if (pixels.Length == 0) continue;
            Assert.All(pixels, i => Assert.Equal(FieldClasses.Soil, classes[i]));
            var (blue, green, red) = (pixels.Average(i => bgr[i * 3]), pixels.Average(i => bgr[i * 3 + 1]), pixels.Average(i => bgr[i * 3 + 2]));
            Assert.True(red > green * 1.3 && blue > green * 1.1, $"BGR {blue:0} {green:0} {red:0}");
        }
    }

    [Fact]
    public void Planted_EveryWeedHasAStickWithinTwoWidths_AndCropsNone_Control_Alike()
    {
        var planted = Beside(MarkerSticks.BesideWeeds);
        Assert.True(planted.Weed > 0.97 && planted.Crop < 0.06, $"planted: {planted.Weed:P0} of weeds, {planted.Crop:P0} of crops have a stick");
        var control = Beside(MarkerSticks.Anywhere);
        Assert.True(Math.Abs(control.Weed - control.Crop) < 0.15, $"control: {control.Weed:P0} of weeds, {control.Crop:P0} of crops have a stick");
        Assert.InRange(control.Weed, 0.3, 0.6);
    }

    [Fact]
    public void Sticks_CanBeSeenOnAGridOf16Pixels()
    {
        var sticks = Many(MarkerSticks.BesideWeeds).SelectMany(p => Blobs.Of(p.Markers, 1, Width, Height)).Where(b => b.IsWhole).ToArray();
        Assert.True(sticks.Length > 50, $"{sticks.Length} whole sticks");
        // Some are half behind a plant or stick: nearly all, not all.
        Assert.True(sticks.Count(s => s.Bottom - s.Top + 1 >= 16) >= 0.95 * sticks.Length, "a cell high");
        Assert.True(sticks.Count(s => s.Area >= 5.3 * (s.Bottom - s.Top + 1)) >= 0.95 * sticks.Length, "a third of a cell wide");
    }

    [Fact]
    public void Source_GivesTheMarkersOfItsPicture()
    {
        var options = Twins with { Sticks = MarkerSticks.BesideWeeds, Mode = SourceKind.File };
        using var source = new SimulatedSource(options, TimeProvider.System);
        using var scene = new FieldScene(options);
        Assert.True(new FramePool(1, source.Size).TryRent(out var frame));
        using (frame) source.Read(frame, TestContext.Current.CancellationToken);
        var (_, classes, markers) = See(scene, 0);
        Assert.True(source.Classes.SequenceEqual(classes));
        Assert.True(source.Markers.SequenceEqual(markers));
        using var plain = new SimulatedSource(Twins, TimeProvider.System);
        Assert.True(plain.Markers.IsEmpty);
    }

    /// <summary>Shares of whole weeds and crops with a stick from half a plant's width to two from their middle, 0..1.</summary>
    private static (double Weed, double Crop) Beside(MarkerSticks sticks)
    {
        var (seen, with) = (new int[3], new int[3]);
        foreach (var (_, classes, markers) in Many(sticks))
        {
            var posts = Blobs.Of(markers, 1, Width, Height);
            foreach (var label in new[] { FieldClasses.Crop, FieldClasses.Weed })
                foreach (var plant in Blobs.Of(classes, label, Width, Height))
                {
                    // Far enough from the edges that a stick would be in the picture, and no crumb cut off by a leaf.
                    if (plant.Area < 200 || plant.Left < 50 || plant.Right > Width - 50 || plant.Top < 30 || plant.Bottom > Height - 10) continue;
                    seen[label]++;
                    // The foot is what stands beside the plant; 37 pixels: 0.9 of a plant's width, where the next plant's stick cannot be.
                    if (posts.Any(s => Math.Abs(s.CentreX - plant.CentreX) < 46 && Math.Abs(s.Bottom - plant.CentreY) < 30)) with[label]++;
                }
        }
        return (with[FieldClasses.Weed] / (double)seen[FieldClasses.Weed], with[FieldClasses.Crop] / (double)seen[FieldClasses.Crop]);
    }

    private static IEnumerable<(byte[] Bgr, byte[] Classes, byte[] Markers)> Many(MarkerSticks sticks) =>
        Enumerable.Range(0, 24).SelectMany(seed => Seen(seed, sticks));

    private static List<(byte[] Bgr, byte[] Classes, byte[] Markers)> Seen(long seed, MarkerSticks sticks)
    {
        using var scene = new FieldScene(Twins with { Seed = seed, Sticks = sticks });
        return [See(scene, 0), See(scene, 97), See(scene, 194)];
    }

    private static (byte[] Bgr, byte[] Classes, byte[] Markers) See(FieldScene scene, long frame)
    {
        var (bgr, classes, markers) = (new byte[scene.Size.Pixels * 3], new byte[scene.Size.Pixels], new byte[scene.Size.Pixels]);
        scene.Render(frame, bgr, classes, markers);
        return (bgr, classes, markers);
    }
}
