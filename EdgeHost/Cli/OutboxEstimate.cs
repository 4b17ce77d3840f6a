using System.Globalization;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost.Cli;

/// <summary>How long an outbox lasts without a link, and how long it then takes to send what waits.</summary>
/// <param name="bytes">Of one event with its blobs.</param>
internal sealed class OutboxEstimate(OutboxOptions outbox, MqttOptions mqtt, long bytes, int blobs, double perHour)
{
    public long Events => outbox.CapBytes / (bytes + (1 + blobs) * OutboxRecord.Overhead);

    /// <summary>Until the oldest blobs go.</summary>
    public TimeSpan Lasts => TimeSpan.FromHours(Events / perHour);

    /// <summary>Zero where the configuration sets no limit: then it is the link's.</summary>
    public TimeSpan Drains => TimeSpan.FromSeconds(Math.Max(
        mqtt.BacklogMessagesPerSecond > 0 ? Events * (1.0 + blobs) / mqtt.BacklogMessagesPerSecond : 0,
        mqtt.BacklogBytesPerSecond > 0 ? (double)Events * bytes / mqtt.BacklogBytesPerSecond : 0));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {outbox.CapBytes / 1e9:0.##} GB hold {Events:N0} events of {bytes / 1e3:0.#} kB with {blobs} blobs.
        At {perHour:0.##} an hour they last {Words(Lasts)} without a link; then the oldest blobs go, then reviews, then alerts, each named in a gap.
        {(Drains == TimeSpan.Zero ? "Sending them takes what the link takes." : $"Sending them takes {Words(Drains)} at {mqtt.BacklogMessagesPerSecond:N0} messages and {mqtt.BacklogBytesPerSecond / 1e6:0.##} MB a second (Mqtt:BacklogMessagesPerSecond, BacklogBytesPerSecond; 0 is no limit).")}
        Records older than 7 days of running time expire, also named: {(Lasts > TimeSpan.FromDays(7) ? "that comes first here." : "the room ends first here.")}
        """);

    private static string Words(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:N0} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
    };
}
