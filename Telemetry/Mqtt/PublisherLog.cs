using Microsoft.Extensions.Logging;

namespace SegEdge.Telemetry;

internal static partial class PublisherLog
{
    [LoggerMessage(1, LogLevel.Information, "Connected to MQTT broker {Host}:{Port} after {Attempts} attempts (session {Session}).")]
    public static partial void Connected(ILogger log, string host, int port, int attempts, long session);

    [LoggerMessage(2, LogLevel.Warning, "{Problem} Further failures of this kind are not logged; records wait in the outbox.")]
    public static partial void Unreachable(ILogger log, string problem);

    [LoggerMessage(3, LogLevel.Warning, "Connection to MQTT broker {Host}:{Port} lost: {Reason}. Connecting again; records wait in the "
        + "outbox.")]
    public static partial void Lost(ILogger log, string host, int port, string reason);

    [LoggerMessage(4, LogLevel.Error, "Set aside and not sent again: '{Topic}' of event {EventId}, seq {Seq}: {Reason}.")]
    public static partial void Quarantined(ILogger log, string topic, string eventId, long seq, string reason);

    [LoggerMessage(5, LogLevel.Warning, "MQTT broker {Host}:{Port} took '{Topic}' but nobody subscribes to it. Start the hub, or set "
        + "RequireSubscriber to keep such records.")]
    public static partial void Unheard(ILogger log, string host, int port, string topic);

    [LoggerMessage(6, LogLevel.Warning, "'{Topic}' held something else than we published; published again. A stale will does this once; "
        + "if it goes on, a second client uses this device's id.")]
    public static partial void Corrected(ILogger log, string topic);

    [LoggerMessage(7, LogLevel.Error, "'{Topic}' needs {Bytes} bytes, the link takes {Limit}; not published. Raise the broker's "
        + "max_packet_size or shorten the class list.")]
    public static partial void RetainedTooLarge(ILogger log, string topic, int bytes, int limit);

    [LoggerMessage(8, LogLevel.Information, "Left MQTT broker {Host}:{Port}; {Rows} records were still waiting.")]
    public static partial void Left(ILogger log, string host, int port, long rows);

    [LoggerMessage(9, LogLevel.Error, "The publisher hit a fault of its own; it goes on with a new connection.")]
    public static partial void Fault(ILogger log, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "MQTT broker {Host}:{Port} answered {Code} to '{Topic}'. Correct the broker's access rules for "
        + "this device.")]
    public static partial void Rejected(ILogger log, string host, int port, string topic, string code);
}
