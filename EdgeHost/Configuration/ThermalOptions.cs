using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>What the device gives up, and at which temperature, so that it is not throttled or shut down from below.</summary>
public sealed record ThermalOptions
{
    public bool Enabled { get; init; }

    /// <summary>Folder that has <c>sys/class/thermal</c>; a container may have it elsewhere.</summary>
    [Required]
    public string Root { get; init; } = "/";

    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ReadEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Least time between two steps, so that the effect of one is seen before the next.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "01:00:00")]
    public TimeSpan Dwell { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Types of thermal zones that must be there, e.g. tj-thermal; a sensor that is not is reported. Empty: every zone that could once be read.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>First: flagged frames are not explained.</summary>
    public ThermalStepOptions Explanations { get; init; } = new() { EnterC = 80, LeaveC = 73 };

    /// <summary>Then: every other frame.</summary>
    public ThermalStepOptions HalfRate { get; init; } = new() { EnterC = 86, LeaveC = 79 };

    /// <summary>Last: every fourth frame, in place of a smaller picture (decision 0024).</summary>
    public ThermalStepOptions QuarterRate { get; init; } = new() { EnterC = 92, LeaveC = 85 };
}
