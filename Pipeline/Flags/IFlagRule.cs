namespace SegEdge.Pipeline.Flags;

/// <summary>One way for a frame to matter. Sees every frame, in order, on one thread.</summary>
internal interface IFlagRule
{
    void Look(in FlagContext context, ICollection<Finding> findings);
}
