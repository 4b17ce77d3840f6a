using SegEdge.EdgeHost.Thermal;

namespace SegEdge.EndToEnd.Tests.Thermal;

/// <summary>What is read, and what is never read as cool.</summary>
public sealed class SysfsSensorsTests : IDisposable
{
    private readonly FakeSysfs _tree = new();

    [Fact]
    public void ZonesPowerAndLoad_AreRead()
    {
        _tree.Heat("gpu-thermal", 61.5);
        var reading = Read();
        Assert.Equal((61.5, "gpu-thermal"), (reading.HottestC, reading.HottestZone));
        Assert.Equal(3, reading.Zones.Count);
        Assert.Equal((false, 0.375), (reading.OverCurrent, reading.GpuLoad));
        Assert.Empty(reading.Missing);
        _tree.OverCurrent(true);
        Assert.True(Read().OverCurrent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hot")]
    [InlineData("-256000")]
    [InlineData("999000")]
    public void AReadingThatCannotBe_IsMissing_NotCool(string text)
    {
        var sensors = new SysfsSensors(_tree.Root, []);
        Assert.Empty(sensors.Read().Missing);
        _tree.Garble("tj-thermal", text);
        Assert.Equal(["tj-thermal"], sensors.Read().Missing);
    }

    [Fact]
    public void AZoneThatWasNeverThere_IsMissingOnlyWhereItIsRequired()
    {
        Assert.Empty(new SysfsSensors(_tree.Root, []).Read().Missing);
        Assert.Equal(["cv0-thermal"], new SysfsSensors(_tree.Root, ["cv0-thermal", "tj-thermal"]).Read().Missing);
    }

    [Fact]
    public void APowerMonitorThatGoesAway_IsMissing()
    {
        var sensors = new SysfsSensors(_tree.Root, []);
        sensors.Read();
        _tree.RemovePower();
        Assert.Equal(["INA3221"], sensors.Read().Missing);
    }

    [Fact]
    public void WithoutAnySensor_ThatIsSaid()
    {
        using var empty = new SegEdge.Testing.TemporaryFolder();
        var reading = new SysfsSensors(empty.Path, []).Read();
        Assert.Equal((null, null, false), (reading.HottestC, reading.GpuLoad, reading.OverCurrent));
        Assert.Equal(["thermal zones"], reading.Missing);
    }

    [Fact]
    public void ThisMachine_IsReadWithoutAFault() => Assert.All(new SysfsSensors("/", []).Read().Zones.Values, celsius => Assert.InRange(celsius, -40, 150));

    public void Dispose() => _tree.Dispose();

    private ThermalReading Read() => new SysfsSensors(_tree.Root, []).Read();
}
