namespace SegEdge.Fleet.Analysis;

/// <summary>Slices by place, all kinds together or one kind, against the same class and rule elsewhere: a camera that sees more of a hard class is not weak for it.
/// Classes themselves are held against each other where <c>classes</c> says so.</summary>
internal sealed class ShareSlices : SliceSet
{
    private static readonly Dims[] Places =
    [
        Dims.Camera, Dims.Hour, Dims.Version, Dims.Camera | Dims.Hour, Dims.Camera | Dims.Version, Dims.Hour | Dims.Version, Dims.Camera | Dims.Hour | Dims.Version,
    ];

    private readonly double[] _trials;
    private readonly int _least;
    private readonly Grouping _strata;
    private readonly List<(Grouping Groups, int[] Strata, double[] Trials, SliceFamily[] Families)> _places = [];
    private readonly SliceFamily? _classes;

    /// <param name="least">Of the rest in a stratum; with fewer there is nobody to compare with.</param>
    public ShareSlices(SliceKey[] cells, double[] trials, IScale scale, int least, bool classes) : base(cells, scale)
    {
        (_trials, _least) = (trials, least);
        _strata = Grouping.Of(cells, Dims.Kind);
        var stratumOf = _strata.Keys.Select((key, i) => (key, i)).ToDictionary(pair => pair.key, pair => pair.i);
        foreach (var place in Places)
        {
            var groups = Grouping.Of(cells, place | Dims.Kind);
            var families = Kinds.Select(kind => NewFamily(groups.Keys, place | kind)).ToArray();
            _places.Add((groups, [.. groups.Keys.Select(key => stratumOf[key.Only(Dims.Kind)])], groups.Sum(trials), families));
        }

        if (classes) _classes = NewFamily(_strata.Keys, Dims.Class);
    }

    public override void Count(double[] hits)
    {
        var (strataHits, strataTrials) = (_strata.Sum(hits), _strata.Sum(_trials));
        foreach (var (groups, strata, trials, families) in _places)
        {
            foreach (var family in families) family.Clear();
            var groupHits = groups.Sum(hits);
            for (var g = 0; g < strata.Length; g++)
            {
                var rest = strataTrials[strata[g]] - trials[g];
                if (trials[g] == 0 || rest < _least) continue;
                Add(families, g, groupHits[g], trials[g], Math.Max(0, strataHits[strata[g]] - groupHits[g]) / rest, rest, strataHits[strata[g]] / strataTrials[strata[g]]);
            }
        }

        if (_classes is not null) CountClasses(strataHits, strataTrials);
    }

    private static void Add(SliceFamily[] families, int group, double hits, double trials, double restShare, double rest, double share)
    {
        foreach (var family in families)
        {
            var slice = family.SliceOf[group];
            family.Hits[slice] += hits;
            family.Trials[slice] += trials;
            family.Expected[slice] += trials * restShare;
            family.Usual[slice] += trials * share;
            family.ExpectedVariance[slice] += trials * trials * restShare * (1 - restShare) / rest;
        }
    }

    private void CountClasses(double[] strataHits, double[] strataTrials)
    {
        var classes = _classes!;
        classes.Clear();
        for (var s = 0; s < strataHits.Length; s++)
        {
            classes.Hits[classes.SliceOf[s]] += strataHits[s];
            classes.Trials[classes.SliceOf[s]] += strataTrials[s];
        }

        var (allHits, allTrials) = (strataHits.Sum(), strataTrials.Sum());
        for (var i = 0; i < classes.Keys.Length; i++)
        {
            var rest = allTrials - classes.Trials[i];
            if (rest < _least)
            {
                classes.Trials[i] = 0;
                continue;
            }

            var share = Math.Max(0, allHits - classes.Hits[i]) / rest;
            classes.Expected[i] = classes.Trials[i] * share;
            classes.ExpectedVariance[i] = classes.Trials[i] * classes.Trials[i] * share * (1 - share) / rest;
        }
    }

    private SliceFamily NewFamily(SliceKey[] groupKeys, Dims dims)
    {
        var slices = Grouping.Of(groupKeys, dims);
        var family = new SliceFamily(dims, slices, CamerasOf(slices, dims));
        Families.Add(dims, family);
        return family;
    }
}
