using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Lines of the machine around the camera. A line that is not set is not used. Lines are offsets in a chip that is named by its label; indices of chips
/// change with kernels.</summary>
public sealed record GpioOptions
{
    public bool Enabled { get; init; }

    /// <summary>Label of the chip for lines that name none of their own, as <c>gpiodetect</c> prints it.</summary>
    [Required]
    public string Chip { get; init; } = "tegra234-gpio";

    /// <summary>How often inputs are read and outputs decided. A pulse shorter than this and <see cref="Debounce"/> together is no signal.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")]
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long an input must hold a level to be believed. Contacts bounce for 1 to 10 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Debounce { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>A result older than this when it is published, or none for as long, puts the outputs to their safe levels.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan ResultWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Names of the cameras without whose fresh results the outputs are at their safe levels. None: all of them.</summary>
    public IReadOnlyList<string> Cameras { get; init; } = [];

    /// <summary>How long the alarm stays after the last frame that was flagged as an alert.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan AlarmHold { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Flags the next frame each time it becomes active; needs a flag rule of kind Trigger.</summary>
    public GpioInputOptions Trigger { get; init; } = new();

    /// <summary>Active: outputs go to their safe levels. It reports, it is no safety function.</summary>
    public GpioInputOptions EmergencyStop { get; init; } = new();

    /// <summary>Active: no frame is segmented; a person drives.</summary>
    public GpioInputOptions Mode { get; init; } = new();

    /// <summary>At its safe level while a frame is flagged as an alert, and whenever <see cref="Safe"/> is.</summary>
    public GpioOutputOptions Alarm { get; init; } = new();

    /// <summary>Leaves its safe level only while fresh results come and nothing speaks against it.</summary>
    public GpioOutputOptions Safe { get; init; } = new();
}
