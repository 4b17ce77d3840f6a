namespace SegEdge.EndToEnd.Tests;

/// <summary>Tests of what the whole system does in its own time: nothing else runs beside them, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
