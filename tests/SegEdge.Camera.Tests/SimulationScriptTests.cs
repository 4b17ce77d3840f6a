using SegEdge.Camera.Simulation;

namespace SegEdge.Camera.Tests;

public sealed class SimulationScriptTests
{
    private static readonly SimulationOptions Small = new() { Width = 320, Height = 180 };

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(900_000)]
    [InlineData(900_001)]
    public void PersonCrossing_ShowsAPerson_AndOnlyThen(long seed)
    {
        using var scene = new FieldScene(Small with { Seed = seed });
        Assert.Equal(0, Picture.Of(scene, 119).Share(FieldClasses.Person));
        foreach (var frame in new[] { 145, 160, 175 })
            Assert.True(Picture.Of(scene, frame).Share(FieldClasses.Person) > 0.001, $"frame {frame}");
        Assert.Equal(0, Picture.Of(scene, 201).Share(FieldClasses.Person));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(900_000)]
    [InlineData(900_001)]
    public void WeedPatch_RaisesTheWeedArea(long seed)
    {
        using var scene = new FieldScene(Small with { Seed = seed });
        using var plain = new FieldScene(Small with { Seed = seed, Script = FieldScript.None });
        var (patch, same) = (Picture.Of(scene, 85).Share(FieldClasses.Weed), Picture.Of(plain, 85).Share(FieldClasses.Weed));
        Assert.True(patch > same * 1.5 && patch > same + 0.01, $"with the patch {patch:P1}, without {same:P1}");
    }

    [Theory]
    [InlineData(IncidentKind.LowSun)]
    [InlineData(IncidentKind.MudOnLens)]
    public void GlareAndMud_ChangeThePicture_NotTheTruth(IncidentKind kind)
    {
        var script = new FieldScript([new Incident(kind, 0, 20)]);
        using var scene = new FieldScene(Small with { Script = script });
        using var plain = new FieldScene(Small with { Script = FieldScript.None });
        var (seen, clear) = (Picture.Of(scene, 10), Picture.Of(plain, 10));
        Assert.Equal(clear.Classes, seen.Classes);
        Assert.Equal(kind == IncidentKind.LowSun, seen.Brightness > clear.Brightness + 5);
        Assert.False(seen.Bgr.AsSpan().SequenceEqual(clear.Bgr));
    }

    [Theory]
    [InlineData(IncidentKind.AnimalCrossing, 15)]
    [InlineData(IncidentKind.Hose, 22)]
    public void AnimalAndHose_AreObstacles(IncidentKind kind, long frame)
    {
        using var scene = new FieldScene(Small with { Script = new FieldScript([new Incident(kind, 0, 30)]) });
        using var plain = new FieldScene(Small with { Script = FieldScript.None });
        Assert.True(Picture.Of(scene, frame).Share(FieldClasses.Obstacle) > Picture.Of(plain, frame).Share(FieldClasses.Obstacle) + 0.001);
    }

    [Fact]
    public void Default_HasWeedsPersonAndLensFaults_Within300Frames()
    {
        bool Early(IncidentKind kind) => FieldScript.Default.Incidents.Any(i => i.Kind == kind && i.FirstFrame < 300);
        Assert.True(Early(IncidentKind.WeedPatch) && Early(IncidentKind.PersonCrossing));
        Assert.True(Early(IncidentKind.LowSun) && Early(IncidentKind.MudOnLens));
    }

    [Fact]
    public void LaterRounds_Repeat_WithVariation()
    {
        Assert.True(FieldScript.Default.TryFind(IncidentKind.PersonCrossing, 160, out var first));
        Assert.True(FieldScript.Default.TryFind(IncidentKind.PersonCrossing, 160 + 600, out var second));
        Assert.NotEqual(first.Variation, second.Variation);
        Assert.False(FieldScript.Default.TryFind(IncidentKind.PersonCrossing, 600, out _));
    }

    [Fact]
    public void AnIncidentThatRunsBackwards_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new FieldScript([new Incident(IncidentKind.Hose, 20, 10)]));
}
