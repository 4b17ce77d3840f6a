namespace SegEdge.Pipeline;

/// <summary>A scored head whose scores mean the same, added up with weights: what tiles are blended by.</summary>
internal interface IBlendableHead : IScoredHead
{
    /// <summary>In the layout of <see cref="IScoredHead.Tensor"/>; valid until the next run.</summary>
    ReadOnlySpan<float> Scores { get; }
}
