using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>When a stage counts as hung: as long as it has been at one thing. Then the process ends with exit code 4, so that whoever started it starts it anew.</summary>
public sealed record WatchdogOptions
{
    public bool Enabled { get; init; } = true;

    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan CheckEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>One read of the camera, its reconnects included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Capture { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>One frame.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Segment { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>One result, at all sinks.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Publish { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>One explanation.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Explain { get; init; } = TimeSpan.FromMinutes(5);

    public RebootOptions Reboot { get; init; } = new();
}
