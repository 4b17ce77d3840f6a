using SegEdge.Fleet.Analysis;

namespace SegEdge.Fleet.Tests.Analysis;

/// <summary>Laws of the search on counts done by hand: 12 cameras, 2 classes, one rule, one hour.</summary>
public sealed class WeakSpotSearchTests
{
    private const int Cameras = 12;

    private static readonly AnalysisOptions Options = new();

    [Fact]
    public void EqualCameras_AccuseNobody() => Assert.Empty(WeakSpotSearch.Find(Counts((_, _) => new() { Events = 500, WithMargin = 500, LowMargin = 50 }), Options).Spots);

    [Fact]
    public void TenTimesTheFlags_AreASign_AndThoseOfOneClassNameIt()
    {
        var all = Assert.Single(WeakSpotSearch.Find(Counts((camera, _) => new() { Events = camera == 3 ? 5000 : 500 }), Options).Spots);
        Assert.Equal(new Slice(null, "camera-3", null, null, null), all.Slice);
        Assert.Equal(10, Assert.Single(all.Signs).Value, 0.01);

        var one = Assert.Single(WeakSpotSearch.Find(Counts((camera, about) => new() { Events = (camera, about) == (3, 1) ? 5000 : 500 }), Options).Spots);
        Assert.Equal(new Slice("class-1", "camera-3", null, null, null), one.Slice);
    }

    [Fact]
    public void ACameraThatSeesMoreOfAHardClass_IsNotWeakForIt()
    {
        // Class 1 is of low margin at every camera; camera 3 sees nearly nothing else.
        var counts = Counts((camera, about) =>
        {
            var events = camera == 3 ? (about == 1 ? 900 : 100) : 500;
            return new() { Events = events, WithMargin = events, LowMargin = about == 1 ? events * 6 / 10 : events / 10 };
        });
        Assert.DoesNotContain(WeakSpotSearch.Find(counts, Options).Spots, spot => spot.Signs.Any(sign => sign.Measure == Measure.LowMargin));
    }

    [Fact]
    public void AHardClass_IsNamedByItsConfirmRate()
    {
        var spot = Assert.Single(WeakSpotSearch.Find(Counts((_, about) => new() { Events = 500, Reviewed = 100, Confirmed = about == 1 ? 40 : 90 }), Options).Spots);
        Assert.Equal(new Slice("class-1", null, null, null, null), spot.Slice);
        Assert.Equal(0.6, spot.Signs[0].Value, 1e-9);
        Assert.Equal(0.1, spot.Signs[0].FleetValue, 1e-9);
    }

    [Fact]
    public void WhereCamerasDifferByNature_TheSameDifferenceIsNoSign()
    {
        FleetCounts With(Func<int, double> natural) => Counts((camera, _) => new() { Events = 1000, WithMargin = 1000, LowMargin = (long)(1000 * (camera == 3 ? 0.32 : natural(camera))) });
        Assert.Single(WeakSpotSearch.Find(With(_ => 0.2), Options).Spots);
        Assert.Empty(WeakSpotSearch.Find(With(camera => 0.1 + 0.02 * camera), Options).Spots);
    }

    [Fact]
    public void Bursts_MakeCountsWorthLess()
    {
        FleetCounts With(double dispersion) => Counts((camera, _) => new() { Events = 300, WithMargin = 300, LowMargin = camera == 3 ? 120 : 60 }) with { Dispersion = [1, 1, dispersion, 1, 1] };
        Assert.Single(WeakSpotSearch.Find(With(1), Options).Spots);
        Assert.Empty(WeakSpotSearch.Find(With(10), Options).Spots);
    }

    [Fact]
    public void FewerThanTheMinimum_IsNotJudged()
    {
        FleetCounts few = Counts((camera, _) => new() { Events = 14, WithMargin = 14, LowMargin = camera == 3 ? 14 : 0 });
        Assert.Empty(WeakSpotSearch.Find(few, Options with { MinCount = 30 }).Spots);
        Assert.NotEmpty(WeakSpotSearch.Find(few, Options with { MinCount = 10 }).Spots);
    }

    private static FleetCounts Counts(Func<int, int, Tally> tally) => new()
    {
        Classes = ["class-0", "class-1"],
        Cameras = [.. Enumerable.Range(0, Cameras).Select(i => $"camera-{i}")],
        Rules = ["rule"],
        Versions = ["model 1"],
        Cells = [.. from camera in Enumerable.Range(0, Cameras) from about in Enumerable.Range(0, 2) select new FleetCell(about, camera, 7, 0, 0, tally(camera, about))],
        Exposure = [.. Enumerable.Range(0, Cameras).Select(camera => new CameraHours(camera, 7, 0, 20))],
        Dispersion = [1, 1, 1, 1, 1],
    };
}
