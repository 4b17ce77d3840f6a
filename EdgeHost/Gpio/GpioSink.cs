using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;

namespace SegEdge.EdgeHost.Gpio;

/// <summary>Tells the outputs of each result: how old it is, and whether it is an alert.</summary>
internal sealed class GpioSink(GpioGuard guard, TimeProvider time) : IResultSink
{
    public ValueTask FrameAsync(FrameResult result)
    {
        guard.Monitor.Result(time.GetElapsedTime(result.Summary.CapturedAt), result.Stale, result.Camera);
        foreach (var flag in result.Flags)
            if (flag.Severity == FlagSeverity.Alert)
            {
                guard.RaiseAlarm();
                break;
            }
        return ValueTask.CompletedTask;
    }
}
