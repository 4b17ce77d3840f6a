using SegEdge.Camera.Simulation;

namespace SegEdge.Camera.Tests;

public sealed class SimulationSceneTests
{
    // Small: what these tests ask does not depend on size.
    private static readonly SimulationOptions Small = new() { Width = 320, Height = 180, Seed = 7 };

    [Fact]
    public void Render_GivesTheSameBytes_InAnyOrder_AndFromAnyInstance()
    {
        using var forward = new FieldScene(Small);
        using var backward = new FieldScene(Small);
        long[] frames = [0, 60, 150, 230, 300, 380, 460];
        var seen = frames.ToDictionary(f => f, f => Picture.Of(forward, f));
        foreach (var frame in frames.Reverse())
        {
            var again = Picture.Of(backward, frame);
            Assert.True(seen[frame].Bgr.AsSpan().SequenceEqual(again.Bgr), $"picture {frame} differs");
            Assert.True(seen[frame].Classes.AsSpan().SequenceEqual(again.Classes), $"truth {frame} differs");
        }
    }

    [Fact]
    public void Seeds_GiveDifferentFields()
    {
        using var one = new FieldScene(Small);
        using var other = new FieldScene(Small with { Seed = 8 });
        Assert.False(Picture.Of(one, 0).Bgr.AsSpan().SequenceEqual(Picture.Of(other, 0).Bgr));
        Assert.False(Picture.Of(one, 0).Classes.AsSpan().SequenceEqual(Picture.Of(other, 0).Classes));
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(333, 201)]
    [InlineData(1280, 720)]
    public void AnySize_HasKnownClasses_AndMoreThanOne(int width, int height)
    {
        using var scene = new FieldScene(Small with { Width = width, Height = height });
        var picture = Picture.Of(scene, 150);
        Assert.All(picture.Classes.Distinct(), c => Assert.InRange(c, 0, FieldClasses.Count - 1));
        Assert.Contains(FieldClasses.Soil, picture.Classes);
        Assert.Contains(FieldClasses.Crop, picture.Classes);
    }

    [Fact]
    public void EverySeed_ShowsSoilAndCrop()
    {
        for (var seed = 900_000; seed < 900_012; seed++)
        {
            using var scene = new FieldScene(Small with { Seed = seed });
            var picture = Picture.Of(scene, 10);
            Assert.True(picture.Share(FieldClasses.Soil) > 0.05, $"seed {seed}: soil");
            Assert.True(picture.Share(FieldClasses.Crop) > 0.01, $"seed {seed}: crop");
        }
    }

    // Incidents last so many frames: at few frames a second the robot drives far meanwhile.
    [Theory]
    [InlineData(0.05)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void AnyRate_ShowsTheWholeScript(double rate)
    {
        using var scene = new FieldScene(Small with { Width = 96, Height = 64, Seed = 900_000, FramesPerSecond = rate });
        for (var frame = 0; frame < 700; frame += 7) Assert.Contains(FieldClasses.Soil, Picture.Of(scene, frame).Classes);
    }

    [Fact]
    public void Options_OutOfRange_AreNamed()
    {
        var refused = Assert.Throws<CameraException>(() => new FieldScene(Small with { Width = 3 }));
        Assert.Contains("'Width' is 3", refused.Message, StringComparison.Ordinal);
    }
}
