using SegEdge.Fleet.Analysis;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>The archive of a simulated fleet, as if its hours had been lived: for questions to millions of events.</summary>
public static class ArchiveSimulation
{
    /// <summary>Holes in a device's numbers, one in so many events: what no hub ever got.</summary>
    private const int EventsPerHole = 5_000;

    /// <param name="folder">Empty, or not there yet.</param>
    /// <param name="start">A full hour.</param>
    /// <param name="picturesEvery">Every so-manieth event has its blobs; 0 is none.</param>
    /// <param name="report">Told the number of events done; from any thread.</param>
    /// <returns>Events written.</returns>
    public static long Write(
        SimulatedFleetOptions options, FleetFolder folder, DateTimeOffset start, int hours, SimulatedPictures? pictures = null, int picturesEvery = 0, Action<long>? report = null, CancellationToken stopping = default)
    {
        var fleet = new SimulatedFleet(options);
        long done = 0;
        Parallel.ForEach(fleet.Devices, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stopping },
            () => new ParquetArchive(folder, $"part-{Guid.NewGuid():n}"),
            (device, _, archive) =>
            {
                Write(fleet.FlagsOf(device, start, hours), device, options, archive, folder, pictures, picturesEvery, count =>
                {
                    stopping.ThrowIfCancellationRequested();
                    var sum = Interlocked.Add(ref done, count);
                    report?.Invoke(sum);
                });
                return archive;
            },
            archive =>
            {
                using (archive) archive.Finish();
            });
        if (pictures is not null) WriteClasses(folder, options, pictures);
        return done;
    }

    private static void Write(
        IEnumerable<SimulatedFlag> flags, SimulatedDevice device, SimulatedFleetOptions options, ParquetArchive archive, FleetFolder folder, SimulatedPictures? pictures, int picturesEvery, Action<long> report)
    {
        const int reportEvery = 1000;
        var random = new Random(SimulatedFleet.HashOf(device.Name + "/archive", options.Seed));
        var epoch = Ulid.NewUlid().ToString();
        Span<byte> randomness = stackalloc byte[10];
        long seq = 0, sinceReport = 0;
        foreach (var flag in flags)
        {
            seq += random.Next(EventsPerHole) == 0 ? 1 + random.Next(1, 6) : 1;
            random.NextBytes(randomness);
            var id = Ulid.NewUlid(flag.Utc, randomness).ToString();
            string? heat = null;
            if (pictures is not null && picturesEvery > 0 && seq % picturesEvery == 0)
                heat = Store(SimulatedBlobs.Of(flag, id, flag.Version == options.ContextVersion, pictures, random), id, archive, folder);
            archive.Add(SimulatedRow.Of(flag, id, epoch, seq, heat));
            if (flag.Verdict is { } verdict) AddVerdict(archive, flag, id, verdict);
            if (++sinceReport < reportEvery) continue;
            report(sinceReport);
            sinceReport = 0;
        }

        report(sinceReport);
    }

    private static void AddVerdict(ParquetArchive archive, SimulatedFlag flag, string id, ReviewVerdict verdict) => archive.AddVerdict(
        id, flag.Utc.AddHours(1), "operator-1", WireNames.NameOf(verdict),
        verdict == ReviewVerdict.Dismiss ? (flag.Camera.HasMud ? "lens" : "nothing there") : null,
        verdict == ReviewVerdict.WrongClass ? SimulatedNature.Classes.First(c => c.Name != flag.Class).Name : null);

    /// <returns>The heat map's hash.</returns>
    private static string? Store(SimulatedBlobs blobs, string eventId, ParquetArchive archive, FleetFolder folder)
    {
        foreach (var blob in blobs.All)
        {
            var path = Path.Combine(folder.Path, "blobs", blob.Sha256[..2], blob.Sha256);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, blob.Body.Span);
            archive.AddAttachment(eventId, WireNames.NameOf(blob.Kind), blob.Sha256);
        }

        return blobs.Heat?.Sha256;
    }

    private static void WriteClasses(FleetFolder folder, SimulatedFleetOptions options, SimulatedPictures pictures)
    {
        using var duck = new Duck();
        duck.Run("CREATE TABLE classes (model_sha256 VARCHAR, head VARCHAR, class_index INTEGER, name VARCHAR)");
        foreach (var version in options.Versions)
            foreach (var one in pictures.Classes)
                duck.Run($"INSERT INTO classes VALUES ({Duck.Quote(SimulatedRow.HashOf(version))}, NULL, {one.Index}, {Duck.Quote(one.Name)})");
        Directory.CreateDirectory(folder.Classes);
        duck.Run($"COPY classes TO {Duck.Quote(Path.Combine(folder.Classes, "classes.parquet"))} (FORMAT parquet)");
    }
}
