using SegEdge.EdgeHost.Configuration;

namespace SegEdge.EdgeHost.Bench;

/// <summary>What is measured.</summary>
/// <param name="Options">Of the device; its source must end by itself.</param>
/// <param name="Frames">Counted in each turn, after <see cref="WarmUp"/> more.</param>
/// <param name="Rounds">Turns of each way.</param>
internal sealed record BenchPlan(SegEdgeOptions Options, IConfiguration Configuration, int Frames, int Rounds)
{
    /// <summary>Frames before the counted ones: the first runs of a session are slower.</summary>
    public const int WarmUp = 20;
}
