namespace SegEdge.Camera.Tests;

/// <summary>Tests that count what the whole process holds: nothing else runs beside them, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
