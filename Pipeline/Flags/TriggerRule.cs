namespace SegEdge.Pipeline.Flags;

/// <summary>Flags the first frame after somebody asked for it. Value: 1.</summary>
internal sealed class TriggerRule : IFlagRule
{
    public void Look(in FlagContext context, ICollection<Finding> findings)
    {
        if (context.Triggered) findings.Add(new Finding(0, 1, 1, null, null, LeastSure.Question(context.Regions)));
    }
}
