namespace SegEdge.Pipeline.Engines;

/// <summary>There is no engine of this key yet, and one may be built.</summary>
public sealed class EngineMissingException(EngineOrder order, string reason) : Exception(reason)
{
    public EngineOrder Order { get; } = order;
}
