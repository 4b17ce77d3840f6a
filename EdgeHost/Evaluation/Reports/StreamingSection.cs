using System.Globalization;
using System.Text;
using SegEdge.EdgeHost.Evaluation.Explanations;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>Explanations kept over frames: by motion, and by age.</summary>
internal static class StreamingSection
{
    // From here on a streamed map rests on as many gradients as the fresh one that it is held against.
    private static readonly AgeSpan Learned = AgeSpan.From(16), Recovering = new(4, 8);

    private const string Streamed = "streamed", Answered = "streamed-selected", Cut = "cut";

    public static string Write(Measurements measured)
    {
        var maps = new StreamedMaps(measured);
        if (maps.Ways.Count == 0) return "";
        var byMotion = new MarkdownTable(["way", .. maps.Motions, "all"]);
        foreach (var way in maps.Ways) byMotion.Add([way, .. maps.Motions.Select(m => Mean(maps.Of(way, m, AgeSpan.All))), maps.Of(way, null, AgeSpan.All)?.ToString() ?? "–"]);
        var byAge = new MarkdownTable(["frames learned from", .. StreamedMaps.Spans.Select(s => s.ToString())]);
        foreach (var way in maps.Ways) byAge.Add([way, .. StreamedMaps.Spans.Select(s => Mean(maps.Of(way, null, s)))]);
        var text = new StringBuilder($"Mean insertion − deletion by motion, maps of all ages:\n\n{byMotion}By age, all motions. A region that is lost, as after a cut, begins anew:\n\n{byAge}");
        foreach (var (way, what) in new[] { (Streamed, "One gradient a frame by itself"), (Answered, "What a flag is answered with") })
            if (maps.Ways.Contains(way))
                text.Append(CultureInfo.InvariantCulture, $"{what}, `{way}`, against the others, of regions learned from for {Learned.First} frames and more:\n\n{Differences(maps, way)}");
        return text.Append(Recovery(maps)).ToString();
    }

    private static MarkdownTable Differences(StreamedMaps maps, string way)
    {
        var table = new MarkdownTable([$"`{way}` minus this", .. maps.Motions, "all", "all, after 30 frames"]);
        foreach (var other in maps.Ways.Where(w => w != way))
            table.Add([
                other, .. maps.Motions.Append(null).Select(m => maps.Difference(way, other, m, Learned)?.ToString() ?? "–"), maps.Difference(way, other, null, StreamedMaps.Spans[^1])?.ToString() ?? "–",
            ]);
        return table;
    }

    private static string Recovery(StreamedMaps maps)
    {
        var found = from motion in new[] { Cut, null }
                    from way in new[] { Streamed, Answered }
                    let difference = maps.Difference(way, "fresh-8", motion, Recovering)
                    where difference is not null
                    select $"`{way}` {(motion is null ? "after any beginning" : "after a cut")} {difference}";
        return string.Join(", ", found) is { Length: > 0 } list ? $"{Recovering} frames after a region began anew, minus `fresh-8`: {list}.\n\n" : "";
    }

    private static string Mean(Interval? value) => value is { } v ? v.Mean.ToString("0.000", CultureInfo.InvariantCulture) : "–";
}
