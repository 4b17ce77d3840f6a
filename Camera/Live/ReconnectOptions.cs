using System.ComponentModel.DataAnnotations;

namespace SegEdge.Camera.Live;

/// <summary>When a live camera is given up and tried again.</summary>
public sealed record ReconnectOptions
{
    /// <summary>Without a picture for this long the stream counts as stalled, also while connecting.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest wait before the second attempt in a row; it doubles from one to the next.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Restarts within <see cref="Window"/>, after which every wait is <see cref="LongestWait"/> and the camera is escalated.</summary>
    [Range(1, 100_000)]
    public int Restarts { get; init; } = 5;

    /// <summary>Also how long a stream must last until an escalation is over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);
}
