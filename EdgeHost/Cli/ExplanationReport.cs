using System.Text.Json;
using System.Text.Json.Serialization;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Cli;

/// <summary>heat.json: the raw grid and all that is needed to judge and repeat it.</summary>
internal static class ExplanationReport
{
    public static JsonSerializerOptions Indented { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static object Of(ExplanationResult result) => new
    {
        status = result.Status.ToString().ToLowerInvariant(),
        reason = result.Reason,
        target = new
        {
            head = result.Target.Output.Head,
            @class = result.Target.ClassName,
            foil = result.Target.FoilName,
            region = new { areaPx = result.Target.Region.Area, box = Box(result.Target.Region.Bounds), space = $"{result.Target.Output.Width}x{result.Target.Output.Height}" },
        },
        tile = result.Tile is { } tile ? Box(tile) : null,
        method = result.Map?.Method,
        parameters = result.Map?.Parameters,
        seed = result.Map?.Seed,
        modelSha256 = result.Map?.ModelHash,
        reference = result.Map?.Reference,
        references = result.References.Select(r => new { name = r.Name, v0 = r.Empty }),
        v0 = result.Map?.Empty,
        v1 = result.Map?.Full,
        passes = result.Passes,
        passesReused = result.Reused,
        ms = result.Elapsed.TotalMilliseconds,
        insertionAuc = result.Insertion?.Value,
        deletionAuc = result.Deletion?.Value,
        randomInsertionAuc = result.RandomInsertion?.Value,
        marginOverRandom = result.MarginOverRandom,
        faithfulness = result.Faithfulness,
        faithfulnessHow = result.FaithfulnessHow,
        faithfulnessAbsent = result.FaithfulnessAbsent,
        shares = result.Shares,
        grid = result.Map is { } map
            ? new
            {
                columns = map.Grid.Columns,
                rows = map.Grid.Rows,
                content = Box(map.Content),
                unit = "nats of log-odds; above 0 speaks for the class",
                values = Enumerable.Range(0, map.Grid.Rows).Select(y => map.Cells.Slice(y * map.Grid.Columns, map.Grid.Columns).ToArray()),
            }
            : null,
    };

    private static int[] Box(PixelRect rect) => [rect.X, rect.Y, rect.Width, rect.Height];
}
