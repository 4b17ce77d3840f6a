namespace SegEdge.Pipeline.Flags;

/// <summary>Fires while a class covers less than a tenth of the bound after it had covered at least the bound: between the two nothing changes,
/// so that a class that hovers about one line does not fire for ever. Value: area share now.</summary>
internal sealed class DisappearsRule(int head, int classIndex, string className, float bound) : IFlagRule
{
    private const float GoneShare = 0.1f;

    private bool _wasThere, _isGone;

    public void Look(in FlagContext context, ICollection<Finding> findings)
    {
        var area = context.Summary.Heads[head].Classes[classIndex].Area;
        if (area >= bound) (_wasThere, _isGone) = (true, false);
        else if (_wasThere && area < bound * GoneShare) (_wasThere, _isGone) = (false, true);

        // There is no region of a class that is gone: nothing to explain.
        if (_isGone) findings.Add(new Finding(0, area, bound * GoneShare, className, null, null));
    }
}
