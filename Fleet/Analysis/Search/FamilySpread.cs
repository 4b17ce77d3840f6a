namespace SegEdge.Fleet.Analysis;

/// <summary>How healthy cameras differ from each other: one looks at a road, the other at a barn. Taken from the bulk of them, per family of slices and kind, so that one
/// that is ill neither hides behind the others' differences nor makes them larger.</summary>
internal sealed class FamilySpread
{
    private readonly Dictionary<(Dims Dims, SliceKey Kind), double> _variances = [];

    /// <param name="least">Trials from which on a slice has a say.</param>
    public FamilySpread(SliceSet slices, int least)
    {
        foreach (var (dims, family) in slices.Families)
            if (dims.HasFlag(Dims.Camera)) Add(dims, family, slices.Families.GetValueOrDefault(dims & ~Dims.Camera), slices.Scale, least);
    }

    /// <summary>Variance of deviations from camera to camera, for slices like this one: the largest of its own kind's and of those that hold it. A kind with few
    /// events hides part of how its cameras differ.</summary>
    public double Of(Dims dims, SliceKey key)
    {
        var largest = 0.0;
        foreach (var kind in (ReadOnlySpan<Dims>)[Dims.Kind, Dims.Class, Dims.Rule, Dims.None])
            largest = Math.Max(largest, _variances.GetValueOrDefault(((dims & ~Dims.Kind) | (dims & kind) | Dims.Camera, key.Only(dims & kind))));
        return largest;
    }

    // A share of 40 % differs more from camera to camera than one of 2 %: one spread for all kinds would accuse the first of what is natural.
    private void Add(Dims dims, SliceFamily family, SliceFamily? parent, IScale scale, int least)
    {
        var parents = parent?.Keys.Select((key, i) => (key, i)).ToDictionary(pair => pair.key, pair => pair.i);
        foreach (var kind in Enumerable.Range(0, family.Keys.Length).Where(i => family.Trials[i] >= least).GroupBy(i => family.Keys[i].Only(dims & Dims.Kind)))
        {
            List<double> deviations = [], variances = [];
            foreach (var i in kind)
            {
                var without = parent is not null && parents!.TryGetValue(family.Keys[i].Only(parent.Dims), out var at) && parent.Trials[at] > 0
                    ? scale.Deviation(parent.Hits[at], parent.Trials[at], parent.Usual[at])
                    : 0; // as the fleet, which is what deviations are from
                deviations.Add(scale.Deviation(family.Hits[i], family.Trials[i], family.Usual[i]) - without);
                variances.Add(scale.Variance(family.Hits[i], family.Trials[i]));
            }

            if (RobustSpread.Variance([.. deviations], [.. variances]) is { } variance) _variances[(dims, kind.Key)] = variance;
        }
    }
}
