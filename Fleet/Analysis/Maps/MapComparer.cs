using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.Fleet.Analysis;

/// <summary>Reads heat maps of two versions by class and camera, means them, and asks how far apart chance alone would put them.</summary>
/// <remarks>A permutation test: if the versions look at the same, it does not matter which maps are called old. A pair counts as different above all relabellings, of which
/// there are 20 for each pair compared, so that all pairs together err in one comparison of twenty (Phipson and Smyth, Permutation p-values should never be zero, 2010).</remarks>
public static class MapComparer
{
    /// <summary>Of one version, class and camera: more make the mean no better than its differences from day to day.</summary>
    private const int MostMaps = 120;

    private const int LeastRelabellings = 199, MostRelabellings = 4_999;

    /// <param name="folder">Events and blobs.</param>
    /// <param name="oldVersion">As models call it, without the model's name.</param>
    /// <param name="report">Told how many pairs are done.</param>
    /// <exception cref="FleetAnalysisException">No event of one of the versions has a map.</exception>
    public static MapComparison Compare(FleetFolder folder, AnalysisOptions options, string oldVersion, string newVersion, double maxDistance, Action<long>? report = null, CancellationToken stopping = default)
    {
        var rows = Rows(folder, options, oldVersion, newVersion);
        foreach (var version in (ReadOnlySpan<string>)[oldVersion, newVersion])
            if (!rows.Any(row => row.Version == version))
                throw new FleetAnalysisException($"Model version '{version}': no event with a heat map in {folder.Events}. Expected one of {KnownVersions(folder)}; or widen --since.");
        var missing = 0;
        var groups = rows.GroupBy(row => (row.Class, row.Camera)).OrderBy(group => group.Key).Select(group =>
        {
            HeatMap[] MapsOf(string version)
            {
                var maps = group.Where(row => row.Version == version).Select(row => ReadMap(folder, row.Sha256)).ToArray();
                missing += maps.Count(map => map is null);
                return [.. maps.OfType<HeatMap>()];
            }

            return (group.Key, Old: MapsOf(oldVersion), New: MapsOf(newVersion));
        }).ToArray();
        var comparable = groups.Count(group => group.Old.Length >= MapComparison.LeastMaps && group.New.Length >= MapComparison.LeastMaps);
        var relabellings = Math.Clamp(20 * comparable, LeastRelabellings, MostRelabellings);
        long done = 0;
        var pairs = groups.AsParallel().AsOrdered().WithCancellation(stopping).Select(group =>
        {
            var pair = Pair(group.Key, group.Old, group.New, relabellings);
            report?.Invoke(Interlocked.Increment(ref done));
            return pair;
        }).ToArray();
        return new(oldVersion, newVersion, maxDistance, [.. pairs.OrderByDescending(pair => pair.Distance ?? -1)], relabellings, missing);
    }

    private static MapPair Pair((string Class, string Camera) key, HeatMap[] old, HeatMap[] fresh, int relabellings)
    {
        HeatMap[] all = [.. old, .. fresh];
        if (all.Length == 0) return new(key.Class, key.Camera, 0, 0, null, null, Mean([]), Mean([]));
        var grid = new FrameGrid(all.Max(map => map.Rect.X + map.Rect.W), all.Max(map => map.Rect.Y + map.Rect.H));
        double[][] Lay(HeatMap[] maps) => [.. maps.Select(grid.Lay).OfType<double[]>()];
        var (laidOld, laidNew) = (Lay(old), Lay(fresh));
        var (meanOld, meanNew) = (Mean(laidOld), Mean(laidNew));
        if (laidOld.Length < MapComparison.LeastMaps || laidNew.Length < MapComparison.LeastMaps) return new(key.Class, key.Camera, laidOld.Length, laidNew.Length, null, null, meanOld, meanNew);
        return new(key.Class, key.Camera, laidOld.Length, laidNew.Length, JensenShannon.Distance(meanOld, meanNew), ByChance(laidOld, laidNew, relabellings), meanOld, meanNew);
    }

    private static double ByChance(double[][] old, double[][] fresh, int relabellings)
    {
        // The same report twice says the same.
        var random = new Random(old.Length * 7919 + fresh.Length);
        double[][] all = [.. old, .. fresh];
        var total = Mean(all);
        for (var i = 0; i < total.Length; i++) total[i] *= all.Length;
        var largest = 0.0;
        for (var n = 0; n < relabellings; n++)
        {
            random.Shuffle(all);
            var first = Mean(all.AsSpan(0, old.Length));
            var second = new double[total.Length];
            for (var i = 0; i < second.Length; i++) second[i] = Math.Max(0, total[i] - first[i] * old.Length);
            largest = Math.Max(largest, JensenShannon.Distance(first, second));
        }

        return largest;
    }

    private static double[] Mean(ReadOnlySpan<double[]> maps)
    {
        var mean = new double[FrameGrid.Cells];
        foreach (var map in maps) System.Numerics.Tensors.TensorPrimitives.Add(mean, map, mean);
        if (maps.Length > 0) System.Numerics.Tensors.TensorPrimitives.Divide(mean, maps.Length, mean);
        return mean;
    }

    private static HeatMap? ReadMap(FleetFolder folder, string sha256)
    {
        try
        {
            return folder.ReadBlob(sha256) is { } body ? HeatCodec.Decode(body) : null;
        }
        catch (Exception e) when (e is TelemetryFormatException or IOException)
        {
            return null; // expected: archives age; the report counts it
        }
    }

    // Spread over the time by the hash, which knows nothing of it, and the same each time.
    private static (string Class, string Camera, string Version, string Sha256)[] Rows(FleetFolder folder, AnalysisOptions options, string oldVersion, string newVersion)
    {
        using var duck = new Duck();
        return [.. duck.Query($"""
            SELECT coalesce(class, '{FleetCounts.WholeFrame}'), site || '/' || device || '/' || camera, model_version, heat_sha256 FROM {EventsOf(folder).Sql}
            WHERE heat_sha256 IS NOT NULL AND explanation_status = 'ok' AND model_version IN ({Duck.Quote(oldVersion)}, {Duck.Quote(newVersion)}) AND {FleetReader.Within("captured_utc", options)}
            QUALIFY row_number() OVER (PARTITION BY class, site, device, camera, model_version ORDER BY heat_sha256) <= {MostMaps}
            """, r => (r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3)))];
    }

    private static string KnownVersions(FleetFolder folder)
    {
        using var duck = new Duck();
        return string.Join(", ", duck.Query($"SELECT DISTINCT model_version FROM {EventsOf(folder).Sql} WHERE heat_sha256 IS NOT NULL ORDER BY 1 LIMIT 10", r => $"'{r.GetString(0)}'").DefaultIfEmpty("(none: the archive has no heat maps)"));
    }

    private static ParquetTable EventsOf(FleetFolder folder) => ParquetTable.Of(folder.Events) is { IsEmpty: false } table
        ? table
        : throw new FleetAnalysisException($"{folder.Events}: no Parquet file of events, expected site=/device=/day=/*.parquet below it.");
}
