using System.Globalization;
using SegEdge.EdgeHost.Evaluation.Explanations;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>Explanations kept over frames: by motion, and by age.</summary>
internal static class StreamingSection
{
    // From here on a streamed map rests on as many gradients as the fresh one that it is held against.
    private const int Learned = 16;

    private const string Streamed = "streamed", Answered = "streamed-selected";

    public static string Write(Measurements measured)
    {
        var maps = new StreamedMaps(measured);
        if (maps.Ways.Count == 0) return "";
        var byMotion = new MarkdownTable(["way", .. maps.Motions, "all", $"`{Streamed}` minus this, all"]);
        foreach (var way in maps.Ways)
            byMotion.Add([
                way, .. maps.Motions.Select(m => Mean(maps.Of(way, m, null))), maps.Of(way, null, null)?.ToString() ?? "–",
                way == Streamed ? "" : maps.Difference(Streamed, way, null)?.ToString() ?? "–",
            ]);
        var byAge = new MarkdownTable(["way, all motions", .. maps.Ages.Select(a => string.Create(CultureInfo.InvariantCulture, $"frame {a}"))]);
        foreach (var way in maps.Ways) byAge.Add([way, .. maps.Ages.Select(a => Mean(maps.Of(way, null, a)))]);
        var alone = string.Join(", ", maps.Ways.Where(w => w is "fresh-8" or "fresh-16" or "warped-once" or "cam-average")
            .Select(way => $"minus `{way}` {maps.Difference(Streamed, way, null, Learned)?.ToString() ?? "–"}"));
        var text = $"Mean insertion − deletion by motion, all ages:\n\n{byMotion}By age:\n\n{byAge}"
            + (alone.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"`{Streamed}` by itself, from frame {Learned} on: {alone}.\n\n"));
        if (!maps.Ways.Contains(Answered)) return text;
        var learned = new MarkdownTable([$"`{Answered}` minus this", .. maps.Motions, "all"]);
        foreach (var way in maps.Ways.Where(w => w != Answered))
            learned.Add([way, .. maps.Motions.Append(null).Select(m => maps.Difference(Answered, way, m, Learned)?.ToString() ?? "–")]);
        return string.Create(CultureInfo.InvariantCulture, $"{text}What a flag is answered with, `{Answered}`, against the others from frame {Learned} on:\n\n{learned}");
    }

    private static string Mean(Interval? value) => value is { } v ? v.Mean.ToString("0.000", CultureInfo.InvariantCulture) : "–";
}
