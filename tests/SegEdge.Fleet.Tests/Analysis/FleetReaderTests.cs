using SegEdge.Fleet.Analysis;
using SegEdge.Fleet.Simulation;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Analysis;

/// <summary>What the passes over the files count, held against counting the same rows one by one.</summary>
public sealed class FleetReaderTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string?[] Classes = ["weed", "person", null, FleetCounts.WholeFrame], Statuses = ["ok", "ok", "untrusted", "stale", "skipped", null];

    [Theory]
    [InlineData(false), InlineData(true)]
    public void CellsAndExposure_AreWhatCountingOneByOneGives(bool onlyASpan)
    {
        var options = onlyASpan ? new AnalysisOptions { Since = Start.AddHours(5), Until = Start.AddHours(40) } : new AnalysisOptions();
        using var folder = new TemporaryFolder();
        var (rows, verdicts) = Write(new FleetFolder(folder.Path));
        var there = rows.Where(row => !(row.CapturedUtc < options.Since) && !(row.CapturedUtc >= options.Until)).ToArray();

        var reading = FleetReader.Read(new FleetFolder(folder.Path), options);

        var counts = reading.Counts;
        var cells = counts.Cells.ToDictionary(cell => (counts.Classes[cell.Class], counts.Cameras[cell.Camera], cell.Hour, counts.Rules[cell.Rule], counts.Versions[cell.Version]), cell => cell.Tally);
        var expected = there.GroupBy(KeyOf).ToDictionary(group => group.Key, group => Count([.. group], verdicts, options));
        Assert.Equal(expected.OrderBy(pair => pair.Key), cells.OrderBy(pair => pair.Key));
        Assert.Equal(
            there.GroupBy(row => (CameraOf(row), row.CapturedUtc.Hour, VersionOf(row))).Select(group => (group.Key, (long)group.Select(HourOf).Distinct().Count())).OrderBy(one => one.Key),
            counts.Exposure.Select(one => ((counts.Cameras[one.Camera], one.Hour, counts.Versions[one.Version]), one.Hours)).OrderBy(one => one.Item1));
        Assert.Equal((there.Min(row => row.CapturedUtc), there.Max(row => row.CapturedUtc)), (reading.From, reading.To));
    }

    [Fact]
    public void Gaps_AreWhatCountingOneByOneGives()
    {
        using var folder = new TemporaryFolder();
        var (rows, verdicts) = Write(new FleetFolder(folder.Path));
        var gaps = FleetReader.Read(new FleetFolder(folder.Path), new()).Gaps;
        Assert.Equal(rows.GroupBy(row => row.Epoch).Sum(one => one.Max(row => row.Seq) - one.Min(row => row.Seq) + 1 - one.Count()), gaps.MissingSeqs);
        Assert.Equal(rows.Count(row => row.CapturedUtc > row.ReceivedUtc), gaps.CapturedInFuture);
        Assert.Equal((verdicts.Count, 1), (gaps.Verdicts, gaps.VerdictsElsewhere));
        Assert.Equal(rows.GroupBy(CameraOf).Sum(one => one.Select(HourOf).Distinct().Count()), gaps.SeenCameraHours);
        Assert.True(gaps.MissingSeqs > 0 && gaps.CapturedInFuture > 0);
    }

    private static (string, string, int, string, string) KeyOf(FleetEvent row) => (row.Class ?? FleetCounts.WholeFrame, CameraOf(row), row.CapturedUtc.Hour, row.Rule, VersionOf(row));

    private static string CameraOf(FleetEvent row) => $"{row.Site}/{row.Device}/{row.Camera}";

    private static string VersionOf(FleetEvent row) => $"{row.Model} {row.ModelVersion}";

    private static long HourOf(FleetEvent row) => row.CapturedUtc.ToUnixTimeSeconds() / 3600;

    private static Tally Count(FleetEvent[] rows, Dictionary<string, string> verdicts, AnalysisOptions options)
    {
        string?[] judged = [.. rows.Select(row => verdicts.GetValueOrDefault(row.EventId))];
        return new()
        {
            Events = rows.Length,
            Reviewed = judged.Count(verdict => verdict is "confirm" or "dismiss" or "wrongClass"),
            Confirmed = judged.Count(verdict => verdict == "confirm"),
            WithMargin = rows.Count(row => row.Margin is not null),
            LowMargin = rows.Count(row => row.Margin < options.LowMargin),
            Explained = rows.Count(row => row is { ExplanationStatus: "ok", ShareContext: not null }),
            OnContext = rows.Count(row => row.ExplanationStatus == "ok" && row.ShareContext > options.MostlyContext),
            Tested = rows.Count(row => row.ExplanationStatus is "ok" or "untrusted"),
            Untrusted = rows.Count(row => row.ExplanationStatus == "untrusted"),
        };
    }

    // Two devices, the second with a new epoch in the middle of an hour; two days, so that an hour of day comes twice.
    private static (List<FleetEvent> Rows, Dictionary<string, string> Verdicts) Write(FleetFolder folder)
    {
        var random = new Random(5);
        using var archive = new ParquetArchive(folder, "part");
        List<FleetEvent> rows = [];
        Dictionary<string, string> last = new() { ["of-another-archive"] = "confirm" };
        archive.AddVerdict("of-another-archive", Start, "operator", "confirm", null, null);
        foreach (var (device, epoch, from, to) in ((string, string, int, int)[])[("rover-1", "a", 0, 1500), ("rover-2", "b", 0, 1510), ("rover-2", "c", 1510, 2500)])
        {
            var seq = 0L;
            for (var i = from; i < to; i++)
            {
                var row = Row(device, epoch, seq += random.Next(50) == 0 ? 3 : 1, Start.AddMinutes(i).AddSeconds(random.Next(60)), random);
                rows.Add(row);
                archive.Add(row);
                foreach (var verdict in (string[])[.. ((string[])["confirm", "dismiss", "wrongClass", "unsure", "remove"]).Where(_ => random.Next(8) == 0)])
                {
                    last[row.EventId] = verdict;
                    archive.AddVerdict(row.EventId, row.ReceivedUtc.AddMinutes(Array.IndexOf(["confirm", "dismiss", "wrongClass", "unsure", "remove"], verdict)), "operator", verdict, null, null);
                }
            }
        }

        archive.Finish();
        return (rows, last);
    }

    private static FleetEvent Row(string device, string epoch, long seq, DateTimeOffset utc, Random random) => new()
    {
        EventId = $"{epoch}-{seq:0000000000000000}",
        Epoch = epoch,
        Seq = seq,
        Site = "farm",
        Device = device,
        Camera = random.Next(3) == 0 ? "front" : "rear",
        CapturedUtc = utc,
        ReceivedUtc = utc.AddSeconds(random.Next(-1, 10)),
        Severity = "review",
        Rule = random.Next(3) == 0 ? "audit" : "appears",
        Class = Classes[random.Next(Classes.Length)],
        Model = "field",
        ModelVersion = random.Next(2) == 0 ? "1.4.0" : "1.5.0",
        ModelSha256 = "00",
        Provider = "CPU",
        TotalMs = 20,
        Margin = random.Next(4) == 0 ? null : (float)(0.4 * random.NextDouble()),
        ExplanationStatus = Statuses[random.Next(Statuses.Length)],
        ShareContext = random.Next(4) == 0 ? null : (float)random.NextDouble(),
    };
}
