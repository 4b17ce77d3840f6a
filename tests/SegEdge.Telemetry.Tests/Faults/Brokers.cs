namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>Lines of mosquitto.conf that keep the broker from losing what it acknowledged, as far as it can.</summary>
internal static class Brokers
{
    /// <summary>By default Mosquitto keeps 1,000 messages for a subscriber that is slow, and drops the rest without a word.</summary>
    public static readonly string[] Lossless = ["max_queued_messages 0", "max_inflight_messages 0"];

    /// <summary>Written to disk after every change.</summary>
    public static readonly string[] Persistent = [.. Lossless, "persistence true", "autosave_interval 1", "autosave_on_changes true"];

    /// <summary>A kill takes all that it held.</summary>
    public static readonly string[] Forgetful = [.. Lossless, "persistence false"];
}
