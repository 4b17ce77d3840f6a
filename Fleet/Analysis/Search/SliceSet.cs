namespace SegEdge.Fleet.Analysis;

/// <summary>The slices of one measure: families by dimension, and how their numbers are counted anew.</summary>
internal abstract class SliceSet(SliceKey[] cells, IScale scale)
{
    protected static readonly Dims[] Kinds = [Dims.None, Dims.Class, Dims.Rule, Dims.Kind];

    public SliceKey[] Cells { get; } = cells;

    public IScale Scale { get; } = scale;

    public Dictionary<Dims, SliceFamily> Families { get; } = [];

    /// <summary>Counts all families from hits of cells, which those of slices that are explained already are taken out of.</summary>
    public abstract void Count(double[] hits);

    /// <summary>Cameras per slice: how many of the finer groups, which fix the camera too, lie in it.</summary>
    protected int[] CamerasOf(Grouping slices, Dims dims)
    {
        var cameras = new int[slices.Keys.Length];
        if (dims.HasFlag(Dims.Camera))
        {
            Array.Fill(cameras, 1);
            return cameras;
        }

        var place = slices.Keys.Select((key, i) => (key, i)).ToDictionary(pair => pair.key, pair => pair.i);
        foreach (var key in Grouping.Of(Cells, dims | Dims.Camera).Keys) cameras[place[key.Only(dims)]]++;
        return cameras;
    }
}
