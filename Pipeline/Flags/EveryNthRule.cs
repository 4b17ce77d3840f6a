namespace SegEdge.Pipeline.Flags;

/// <summary>Value: frames since the last audit frame.</summary>
internal sealed class EveryNthRule(int every) : IFlagRule
{
    private long _seen;

    public void Look(in FlagContext context, ICollection<Finding> findings)
    {
        if (++_seen % every == 0) findings.Add(new Finding(0, every, every, null, null, LeastSure.Question(context.Regions)));
    }
}
