using System.Globalization;
using System.Text.Json.Nodes;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>An explanation as the contract carries it. Status and reason are never made better than they are.</summary>
internal static class ExplanationMessages
{
    /// <param name="draft">The event; the explained region is found among its regions by its track.</param>
    /// <param name="heat">sha256 of the heat blob, if there is a map.</param>
    public static ExplanationInfo For(ExplainedFrame explained, EventMessage draft, string? heat, bool manyHeads)
    {
        if (explained.Explanation is not { } result)
            return new ExplanationInfo { Status = ExplanationStatus.Skipped, Reason = explained.SkippedBecause };

        var map = result.Map;
        var cells = map is null ? [] : map.Cells.ToArray();
        return new ExplanationInfo
        {
            Status = result.Status switch
            {
                ExplainStatus.Ok => ExplanationStatus.Ok,
                ExplainStatus.Stale => ExplanationStatus.Stale,
                ExplainStatus.Untrusted => ExplanationStatus.Untrusted,
                _ => ExplanationStatus.Skipped,
            },
            Reason = result.Reason,
            Method = map?.Method,
            Params = map is null ? null : ParamsOf(map),
            Target = new ExplanationTarget
            {
                Region = draft.Regions.FirstOrDefault(r => explained.Flag.Track is { } track && r.Track == track)?.Id,
                Class = result.Target.ClassName,
                Head = manyHeads ? result.Target.Output.Head : null,
                Foil = result.Target.FoilName,
            },
            Cells = map is null ? null : new GridSize(map.Grid.Columns, map.Grid.Rows),
            Rect = map is null ? null : RectOf(result, map, explained.Letterbox),
            Min = map is null ? null : cells.Min(),
            Max = map is null ? null : cells.Max(),
            Shares = result.Shares is { } shares ? new ExplanationShares { Inside = (float)shares.Inside, Boundary = (float)shares.Boundary, Context = (float)shares.Context } : null,
            Faithfulness = result.Faithfulness is { } score
                ? new FaithfulnessInfo { Score = score, How = HowOf(result), Pass = result.Status is ExplainStatus.Ok or ExplainStatus.Stale }
                : null,
            Age = AgeOf(result.Age),
            Queries = result.Passes,
            Heat = heat,
        };
    }

    /// <summary>Where the map lies, in frame pixels.</summary>
    public static Telemetry.Contract.PixelRect RectOf(ExplanationResult result, SaliencyMap map, Letterbox letterbox)
    {
        var place = HeatPlace.Of(result, map, letterbox);
        return new Telemetry.Contract.PixelRect(place.X, place.Y, place.Width, place.Height);
    }

    // A mean of times is off by a tick now and then: that is no age, and never below 0.
    private static MapAge AgeOf(ExplanationAge age) =>
        new() { Frames = (long)Math.Ceiling(Math.Max(0, age.Frames)), Ms = Math.Max(0, Math.Round(age.Time.TotalMilliseconds, 1)) };

    private static JsonObject ParamsOf(SaliencyMap map)
    {
        var parameters = new JsonObject
        {
            ["settings"] = map.Parameters,
            ["reference"] = map.Reference,
            ["seed"] = map.Seed,
            ["full"] = map.Full,
            ["empty"] = map.Empty,
        };
        if (map.Sampling is { } sampling) parameters["samples"] = Math.Round(sampling.Samples, 1);
        if (map.Sampling?.StandardError is { } error && double.IsFinite(error)) parameters["standardError"] = error;
        return parameters;
    }

    // A score says little without what chance scored on the same region.
    private static string HowOf(ExplanationResult result) =>
        result.FaithfulnessHow
        + (result.RandomFaithfulness is { } chance ? string.Create(CultureInfo.InvariantCulture, $", random map {chance:0.00}") : "")
        + (result.Status == ExplainStatus.Stale ? ", on the frame it was made for" : "");
}
