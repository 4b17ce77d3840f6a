using SegEdge.Explain;
using SegEdge.Pipeline.Flags;

namespace SegEdge.Pipeline;

/// <summary>Makes an explanation's target of a flag's question.</summary>
internal static class FlagTargets
{
    /// <param name="heads">Readings of <paramref name="segmentation"/>, each at the resolution of its scores.</param>
    /// <exception cref="ExplainException">The region is not there.</exception>
    public static Target For(FlagQuestion question, IReadOnlyList<HeadReading> heads, Segmentation segmentation)
    {
        var (head, map) = (heads[question.Head], segmentation.Heads[question.Head]);
        var (width, height) = (head.Output.Width, head.Output.Height);
        var region = question.Uncertain is { } band ? new RegionMask(Uncertain(map, question.Class, band, width, height), width, height)
            : map.HasInstances && question.Seed is { } at ? new RegionMask(OfInstance(map, at, head), width, height)
            : ConnectedRegion.Select(head.ClassMap.Span, width, height, question.Class,
                question.Seed is { } seed ? RegionSelection.At(seed.X, seed.Y) : RegionSelection.Largest, head.Classes, head.Output.Head, instances: head.Instances.Span);
        return new Target(head.OutputIndex, head.Output, head.Classes, question.Class, null, region);
    }

    // A place of the mask is uncertain where any pixel of the map in it is.
    private static byte[] Uncertain(ClassMap map, int classIndex, UncertainBand band, int width, int height)
    {
        var mask = new byte[width * height];
        for (var y = band.Roi.Top; y < band.Roi.Bottom; y++)
            for (var x = band.Roi.Left; x < band.Roi.Right; x++)
            {
                var i = (y * map.Size.Width) + x;
                if (map.Classes[i] == classIndex && map.Margins[i] < band.MarginBelow) mask[(y * height / map.Size.Height * width) + (x * width / map.Size.Width)] = 1;
            }
        return mask;
    }

    // What is seen of an object may lie between the places that the reading looked at: then the place of the seed stands for it.
    private static byte[] OfInstance(ClassMap map, OpenCvSharp.Point seed, HeadReading head)
    {
        var (width, height) = (head.Output.Width, head.Output.Height);
        var id = map.InstanceIds[(seed.Y * map.Size.Width) + seed.X];
        var mask = new byte[width * height];
        for (var i = 0; i < mask.Length; i++) mask[i] = head.Instances.Span[i] == id ? (byte)1 : (byte)0;
        mask[(seed.Y * height / map.Size.Height * width) + (seed.X * width / map.Size.Width)] = 1;
        return mask;
    }
}
