using SegEdge.Explain;
using SegEdge.Pipeline.Flags;

namespace SegEdge.Pipeline;

/// <summary>Makes an explanation's target of a flag's question.</summary>
internal static class FlagTargets
{
    /// <exception cref="ExplainException">The region is not there.</exception>
    public static Target For(FlagQuestion question, IReadOnlyList<HeadReading> heads, Segmentation segmentation)
    {
        var head = heads[question.Head];
        var (width, height) = (head.Output.Width, head.Output.Height);
        var region = question.Uncertain is { } band
            ? new RegionMask(Uncertain(segmentation.Heads[question.Head], question.Class, band), width, height)
            : ConnectedRegion.Select(head.ClassMap.Span, width, height, question.Class,
                question.Seed is { } seed ? RegionSelection.At(seed.X, seed.Y) : RegionSelection.Largest, head.Classes, head.Output.Head);
        return new Target(head.OutputIndex, head.Output, head.Classes, question.Class, null, region);
    }

    private static byte[] Uncertain(ClassMap map, int classIndex, UncertainBand band)
    {
        var mask = new byte[map.Size.Pixels];
        for (var y = band.Roi.Top; y < band.Roi.Bottom; y++)
            for (var i = (y * map.Size.Width) + band.Roi.Left; i < (y * map.Size.Width) + band.Roi.Right; i++)
                if (map.Classes[i] == classIndex && map.Margins[i] < band.MarginBelow) mask[i] = 1;
        return mask;
    }
}
