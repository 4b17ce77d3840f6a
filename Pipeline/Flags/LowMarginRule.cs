namespace SegEdge.Pipeline.Flags;

/// <summary>Value: share of the region of interest whose margin is below the rule's. The question is about the class that most of those
/// pixels were given.</summary>
internal sealed class LowMarginRule(int head, RegionOfInterest roi, float marginBelow, float bound, IReadOnlyList<string> classNames) : IFlagRule
{
    private readonly int[] _uncertainOf = new int[256];

    public void Look(in FlagContext context, ICollection<Finding> findings)
    {
        var map = context.Segmentation.Heads[head];
        if (map.Margins.IsEmpty) return;

        var area = roi.In(map, context.Letterbox);
        Array.Clear(_uncertainOf);
        for (var y = area.Top; y < area.Bottom; y++)
        {
            var row = map.Margins.Slice((y * map.Size.Width) + area.X, area.Width);
            var classes = map.Classes.Slice((y * map.Size.Width) + area.X, area.Width);
            for (var x = 0; x < row.Length; x++)
                if (row[x] < marginBelow) _uncertainOf[classes[x]]++;
        }
        var share = _uncertainOf.Sum() / MathF.Max(1, area.Width * area.Height);
        if (share <= bound) return;

        var most = Array.IndexOf(_uncertainOf, _uncertainOf.Max());
        findings.Add(new Finding(0, share, bound, classNames[most], null,
            new FlagQuestion(head, most, Uncertain: new UncertainBand(area, marginBelow))));
    }
}
