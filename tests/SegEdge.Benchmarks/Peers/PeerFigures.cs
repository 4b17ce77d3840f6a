using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SegEdge.Benchmarks.Peers;

/// <summary>What one process came to; the last line that it prints.</summary>
/// <param name="Seconds">From before the first counted frame to after the last.</param>
/// <param name="ManagedBytes">A frame, of the whole process; null where there is no managed heap to ask.</param>
/// <param name="PeakMb">Resident memory at its most, model and libraries included.</param>
internal sealed record PeerFigures(int Frames, double Seconds, double? ManagedBytes, double PeakMb)
{
    public double FramesPerSecond => Frames / Seconds;

    public string ToLine() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static PeerFigures Parse(string line) => JsonSerializer.Deserialize<PeerFigures>(line, JsonSerializerOptions.Web)!;

    /// <summary>Of this process so far.</summary>
    public static double PeakMbOfThisProcess()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}

/// <summary>Starts when the warm-up is over.</summary>
internal sealed class PeerClock
{
    private long _start, _bytes;
    private int _frames = -PeerTask.WarmUp;

    /// <summary>After each frame's class map is there.</summary>
    public void Frame()
    {
        if (++_frames == 0) (_start, _bytes) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
    }

    public PeerFigures Stop() => _frames > 0
        ? new(_frames, Stopwatch.GetElapsedTime(_start).TotalSeconds, (double)(GC.GetTotalAllocatedBytes(precise: true) - _bytes) / _frames, PeerFigures.PeakMbOfThisProcess())
        : throw new InvalidOperationException($"The video ended {-_frames} frames before the warm-up did.");
}
