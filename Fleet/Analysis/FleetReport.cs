namespace SegEdge.Fleet.Analysis;

/// <summary>Everything that a weak-spot report says.</summary>
/// <param name="Examples">By the place of the spot in <see cref="WeakSpots.Spots"/>.</param>
/// <param name="Maps">Null where no roll-out was to be judged.</param>
public sealed record FleetReport(
    string Folder, DateTimeOffset Made, AnalysisOptions Options, FleetReading Reading, WeakSpots Spots, IReadOnlyList<IReadOnlyList<SpotExample>> Examples, MapComparison? Maps)
{
    /// <param name="maps">Compared before, where a roll-out is to be judged.</param>
    /// <param name="step">Told what is done now.</param>
    /// <exception cref="FleetAnalysisException">Nothing to report on.</exception>
    public static FleetReport Make(FleetFolder folder, AnalysisOptions options, DateTimeOffset made, MapComparison? maps = null, Action<string>? step = null)
    {
        var reading = FleetReader.Read(folder, options, step);
        var spots = WeakSpotSearch.Find(reading.Counts, options, step);
        step?.Invoke("frames that show them");
        return new(folder.Path, made, options, reading, spots, [.. spots.Spots.Select(spot => ExampleReader.Find(folder, spot, options))], maps);
    }
}
