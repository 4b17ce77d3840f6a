using System.Globalization;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Watchdog;

/// <summary>Which stage has been at one thing for longer than it may.</summary>
internal static class StageDeadlines
{
    /// <param name="busyFor">Null for a stage that waits for work.</param>
    /// <returns>Null: none.</returns>
    public static string? Hung(Func<Stage, TimeSpan?> busyFor, WatchdogOptions options)
    {
        // In the order of the frame's way backwards: whoever waits for a later stage is not the one that hangs.
        foreach (var (stage, deadline) in ((Stage, TimeSpan)[])[(Stage.Explain, options.Explain), (Stage.Publish, options.Publish), (Stage.Segment, options.Segment), (Stage.Capture, options.Capture)])
            if (busyFor(stage) is { } busy && busy > deadline)
                return string.Create(CultureInfo.InvariantCulture, $"stage {stage} has been at one thing for {busy.TotalSeconds:0.0} s, more than Watchdog:{stage} ({deadline.TotalSeconds:0.0} s)");
        return null;
    }
}
