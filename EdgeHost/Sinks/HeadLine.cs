using System.Text.Json.Serialization;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>One head's part of a line in <c>frames.jsonl</c>.</summary>
internal sealed record HeadLine(string Name, float? MeanMargin, IEnumerable<ClassLine> Classes)
{
    /// <summary>The surest first; absent where the model does not tell objects apart.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<InstanceLine>? Instances { get; init; }

    public static HeadLine Of(FrameResult result, int head)
    {
        var summary = result.Summary.Heads[head];
        return new HeadLine(summary.Head, summary.MeanMargin, summary.Classes.Select((c, i) => new ClassLine(i, c.Name, c.Area, c.Confidence)))
        {
            Instances = result.Segmentation.Heads[head].HasInstances ? InstanceLine.Of(result, head) : null,
        };
    }
}

internal sealed record ClassLine(int Id, string Name, float Area, float? Conf);

/// <param name="Box">Left, top, width, height in camera pixels, cut to the picture.</param>
/// <param name="Area">Share of the picture where it is seen, 0..1.</param>
/// <param name="Track">Null where it is too small to be followed.</param>
internal sealed record InstanceLine(string Class, float Score, IReadOnlyList<double> Box, float Area, int? Track)
{
    public static IReadOnlyList<InstanceLine> Of(FrameResult result, int head)
    {
        var (map, names) = (result.Segmentation.Heads[head], result.Summary.Heads[head].Classes);
        var content = result.Letterbox.ContentIn(map.Size);
        var lines = new InstanceLine[map.Instances.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var (found, box) = (map.Instances[i], map.Instances[i].BoxInCamera(result.Letterbox));
            lines[i] = new InstanceLine(names[found.Class].Name, found.Score, [.. ((double[])[box.X, box.Y, box.Width, box.Height]).Select(v => Math.Round(v, 2))],
                (float)found.AreaPx / (content.Width * content.Height), result.Regions.Where(r => r.Head == head && r.Instance == i + 1).Select(r => (int?)r.Track).FirstOrDefault());
        }
        return lines;
    }
}
