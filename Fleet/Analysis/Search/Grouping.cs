namespace SegEdge.Fleet.Analysis;

/// <summary>Which of many keys are alike in some dimensions: the same for every question, so it is worked out once.</summary>
internal sealed class Grouping
{
    private Grouping(int[] groupOf, SliceKey[] keys) => (GroupOf, Keys) = (groupOf, keys);

    /// <summary>From a place in the keys given to one in <see cref="Keys"/>.</summary>
    public int[] GroupOf { get; }

    public SliceKey[] Keys { get; }

    public static Grouping Of(ReadOnlySpan<SliceKey> keys, Dims dims)
    {
        var found = new Dictionary<SliceKey, int>();
        var groupOf = new int[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i].Only(dims);
            if (!found.TryGetValue(key, out var group)) found.Add(key, group = found.Count);
            groupOf[i] = group;
        }

        var groups = new SliceKey[found.Count];
        foreach (var (key, group) in found) groups[group] = key;
        return new(groupOf, groups);
    }

    public double[] Sum(ReadOnlySpan<double> values)
    {
        var sums = new double[Keys.Length];
        for (var i = 0; i < GroupOf.Length; i++) sums[GroupOf[i]] += values[i];
        return sums;
    }
}
