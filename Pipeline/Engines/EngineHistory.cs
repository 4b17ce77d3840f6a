namespace SegEdge.Pipeline.Engines;

/// <summary>What is remembered of a key between engines.</summary>
/// <param name="Failures">Engines that did not load or did not prove good, and builds that failed, since the last that did.</param>
/// <param name="LastBuildSeconds">Null before the first build.</param>
/// <param name="LastFailure">In words.</param>
internal sealed record EngineHistory(int Failures = 0, double? LastBuildSeconds = null, string? LastFailure = null)
{
    // One engine, and one more if it failed: what fails twice will fail for ever, and each build costs minutes.
    private const int Tries = 2;

    public bool MayBuild => Failures < Tries;
}
