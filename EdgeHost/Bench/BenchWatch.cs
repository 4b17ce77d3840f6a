using SegEdge.EdgeHost.Doctor.Report;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Bench;

/// <summary>The last sink of a device: when its frames were out, and what they took on their way.</summary>
/// <param name="warmUp">Frames before those that are counted.</param>
/// <param name="frames">Counted.</param>
internal sealed class BenchWatch(int warmUp, int frames) : IResultSink
{
    private readonly double[] _segmentMs = new double[frames], _throughMs = new double[frames];
    private readonly double[][] _partsMs = [new double[frames], new double[frames], new double[frames]];
    private long _begin, _end, _bytesBefore, _bytes;
    private int _seen;

    public int Counted => Math.Max(0, _seen - warmUp);

    /// <summary>Median of preparation, network and reading, in milliseconds.</summary>
    public IReadOnlyList<double> PartsMs => [.. _partsMs.Select(part => Percentiles.Of(part.Take(Counted)).P50)];

    /// <summary>From capture to after every other sink had the frame, in milliseconds.</summary>
    public Percentiles ThroughMs => Percentiles.Of(_throughMs.Take(Counted));

    public ValueTask FrameAsync(FrameResult result)
    {
        var now = TimeProvider.System.GetTimestamp();
        var index = _seen++ - warmUp;
        if (index == -1) (_begin, _bytesBefore) = (now, GC.GetTotalAllocatedBytes(precise: true));
        if (index < 0 || index >= frames) return ValueTask.CompletedTask;
        var (timings, through) = (result.Summary.Timings, TimeProvider.System.GetElapsedTime(result.Summary.CapturedAt, now));
        (_segmentMs[index], _throughMs[index], _end) = (timings.Total.TotalMilliseconds, through.TotalMilliseconds, now);
        (_partsMs[0][index], _partsMs[1][index], _partsMs[2][index]) = (timings.Preparation.TotalMilliseconds, timings.Inference.TotalMilliseconds, timings.Decoding.TotalMilliseconds);
        if (index == frames - 1) _bytes = GC.GetTotalAllocatedBytes(precise: true) - _bytesBefore;
        return ValueTask.CompletedTask;
    }

    /// <exception cref="UsageException">Not all frames came.</exception>
    public BenchTurn Turn()
    {
        if (Counted < frames) throw new UsageException($"The device published {Counted} of {frames} frames after {warmUp} to warm up. Look at its warnings above, or ask for fewer with --frames.");
        return new BenchTurn(frames, TimeProvider.System.GetElapsedTime(_begin, _end).TotalSeconds, Percentiles.Of(_segmentMs), (double)_bytes / frames);
    }
}
