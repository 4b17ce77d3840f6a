using OpenCvSharp;
using SegEdge.Explain;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Evaluation.Shortcut;

/// <summary>Asks one model: where are weeds, and why weed and not crop? Against soil a plant is evidence with or without a shortcut.</summary>
internal sealed class WeedQuestions(ExplanationLane lane, CancellationToken stopping)
{
    private const string Weed = "weed", Crop = "crop";

    public ExplainBudget Unlimited { get; } = new(int.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System, null, stopping);

    public SeenWeeds See(Mat picture)
    {
        var (head, map) = Read(picture);
        return new SeenWeeds(map, head.Output.Width, head.Output.Height, IndexOf(head, Weed));
    }

    /// <param name="reference">Null: the one with the lowest v(0).</param>
    /// <returns>The region until the next question; the reference taken.</returns>
    public (PerturbedRegion Region, string Reference, CellGrid Grid) Aim(Mat picture, RegionMask region, string? reference = null) => lane.Aim(
        picture, heads => new Target(0, heads[0].Output, heads[0].Classes, IndexOf(heads[0], Weed), IndexOf(heads[0], Crop), region), stopping, reference);

    /// <summary>Share of a region's pixels, 0..1, that are no weed in another picture of it.</summary>
    public double Lost(Mat picture, RegionMask region)
    {
        var (head, map) = Read(picture);
        var kept = 0;
        foreach (var run in region.Runs) kept += map.AsSpan(run.Start, run.Length).Count((byte)IndexOf(head, Weed));
        return 1 - ((double)kept / region.Area);
    }

    private (HeadReading Head, byte[] ClassMap) Read(Mat picture)
    {
        HeadReading? read = null;
        lane.Aim(picture, heads =>
        {
            read = heads[0];
            var (width, height) = (read.Output.Width, read.Output.Height);
            var all = new byte[width * height];
            Array.Fill(all, (byte)1);
            return new Target(0, read.Output, read.Classes, IndexOf(read, Weed), IndexOf(read, Crop), new RegionMask(all, width, height));
        }, stopping);
        return (read!, read!.ClassMap.ToArray());
    }

    private static int IndexOf(HeadReading head, string name) => head.Classes.ToList().IndexOf(name) is >= 0 and var index
        ? index
        : throw new UsageException($"Head '{head.Output.Head}' has no class '{name}', only {string.Join(", ", head.Classes)}; the study asks of models that tell weed from crop.");
}
