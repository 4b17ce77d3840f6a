namespace SegEdge.EdgeHost.Thermal;

/// <summary>What the sensors said at one moment.</summary>
/// <param name="Zones">Degrees Celsius by type of zone; the hotter of two of one type.</param>
/// <param name="OverCurrent">An INA3221 says that a rail draws more than it may.</param>
/// <param name="Missing">Sensors that should be there and gave nothing that can be believed.</param>
/// <param name="GpuLoad">0..1; null where it is not told.</param>
internal sealed record ThermalReading(IReadOnlyDictionary<string, double> Zones, bool OverCurrent, IReadOnlyList<string> Missing, double? GpuLoad)
{
    public static readonly ThermalReading Nothing = new(new Dictionary<string, double>(), false, [], null);

    /// <summary>Null: no zone could be read, which is not cool.</summary>
    public double? HottestC => Zones.Count == 0 ? null : Zones.Values.Max();

    public string? HottestZone => Zones.Count == 0 ? null : Zones.MaxBy(z => z.Value).Key;
}
