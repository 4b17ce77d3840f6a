using SegEdge.EdgeHost.Doctor.Report;

namespace SegEdge.EdgeHost.Bench;

/// <summary>What one turn came to.</summary>
/// <param name="FrameMs">Wall-clock time of each counted frame: of the network its run, of the device from the start of its preparation to its class maps.</param>
/// <param name="Seconds">From before the first counted frame to after the last.</param>
/// <param name="ManagedBytes">Allocated by the whole process meanwhile, a frame.</param>
internal sealed record BenchTurn(int Frames, double Seconds, Percentiles FrameMs, double ManagedBytes)
{
    public double FramesPerSecond => Frames / Seconds;
}
