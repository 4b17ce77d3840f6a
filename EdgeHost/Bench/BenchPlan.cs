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

    /// <summary>Before a device's counted ones, where its source is long enough: by then its links are up and its code is compiled.</summary>
    public static readonly TimeSpan DeviceWarmUp = TimeSpan.FromSeconds(4);

    /// <summary>Pictures of a film that is rendered for this: enough for the device's warm-up at a rate that a CPU reaches.</summary>
    public int FilmFrames => Frames + Math.Max(WarmUp, (int)(DeviceWarmUp.TotalSeconds * 40));
}
