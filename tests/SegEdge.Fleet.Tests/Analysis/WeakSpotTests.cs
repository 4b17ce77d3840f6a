using SegEdge.Fleet.Analysis;
using SegEdge.Fleet.Simulation;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Analysis;

public sealed class WeakSpotTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Mud = "site-1/rover-004/rear";

    private static readonly SimulatedFleetOptions Healthy = new() { Devices = 20, Rate = 0.25 };

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void MudOnOneCamera_AndAModelThatLeansOnContext_AreRankedFirst_AndNothingElseIsNamed(int seed)
    {
        var spots = Find(Healthy with { Seed = seed, MudCamera = Mud, ContextVersion = "1.5.0" });
        Assert.Equal(["camera " + Mud, "model field 1.5.0"], spots.Spots.Select(spot => spot.Slice.ToString()).Order());
        var mud = spots.Spots.Single(spot => spot.Slice.Camera == Mud);
        Assert.Subset(mud.Signs.Select(sign => sign.Measure).ToHashSet(), new HashSet<Measure> { Measure.LowMargin, Measure.Untrusted });
        Assert.Equal(Measure.Context, Assert.Single(spots.Spots.Single(spot => spot.Slice.Version is not null).Signs).Measure);
    }

    [Theory]
    [InlineData(11), InlineData(12), InlineData(13), InlineData(14), InlineData(15)]
    public void AHealthyFleet_AccusesNobody(int seed)
    {
        var spots = Find(Healthy with { Seed = seed });
        Assert.Empty(spots.Spots.Select(spot => spot.Slice.ToString()));
        Assert.True(spots.Judged > 1000); // there was somebody to accuse
    }

    internal static WeakSpots Find(SimulatedFleetOptions options)
    {
        using var folder = new TemporaryFolder();
        var written = ArchiveSimulation.Write(options, new FleetFolder(folder.Path), Start, 24 * 10);
        var settings = new AnalysisOptions();
        var counts = FleetReader.Read(new FleetFolder(folder.Path), settings).Counts;
        Assert.Equal(written, counts.Total.Events);
        return WeakSpotSearch.Find(counts, settings);
    }
}
