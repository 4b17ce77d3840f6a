namespace SegEdge.EdgeHost.Dashboard;

internal static partial class FeedLog
{
    [LoggerMessage(LogLevel.Information, "Archive listens to events and blobs at {Broker}")]
    public static partial void Listening(ILogger log, string broker);

    [LoggerMessage(LogLevel.Warning, "Archive has no broker at {Broker}: {Reason}; trying again")]
    public static partial void Lost(ILogger log, string broker, string reason);

    [LoggerMessage(LogLevel.Debug, "Archive refused a message on {Topic}: malformed, too large, or not what its hash says")]
    public static partial void Refused(ILogger log, string topic);
}
