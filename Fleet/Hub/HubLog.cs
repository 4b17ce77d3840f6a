using Microsoft.Extensions.Logging;

namespace SegEdge.Fleet.Hub;

internal static partial class HubLog
{
    [LoggerMessage(1, LogLevel.Information, "Hub '{Name}' archives {Filter} from {Broker}.")]
    public static partial void Connected(ILogger log, string name, string filter, string broker);

    [LoggerMessage(2, LogLevel.Warning, "{Problem} Messages wait at the broker and on the devices.")]
    public static partial void Lost(ILogger log, string problem);

    [LoggerMessage(3, LogLevel.Error, "{Problem} Nothing is acknowledged until then.")]
    public static partial void StoreAway(ILogger log, string problem);

    [LoggerMessage(4, LogLevel.Information, "The store can be written again.")]
    public static partial void StoreBack(ILogger log);

    [LoggerMessage(5, LogLevel.Warning, "Unreadable message on '{Topic}': {Problem}. Set aside as {File}.")]
    public static partial void Unreadable(ILogger log, string topic, string problem, string file);

    [LoggerMessage(6, LogLevel.Warning, "{Device} refused '{Command}': {Reason}, {Text}")]
    public static partial void Refused(ILogger log, string device, string command, string reason, string? text);

    [LoggerMessage(7, LogLevel.Information, "Asked {Device} for {Numbers} numbers of epoch {Epoch} again.")]
    public static partial void Asked(ILogger log, string device, long numbers, string epoch);

    [LoggerMessage(8, LogLevel.Warning, "{Device} did not bring numbers {From} to {To} of stream '{Stream}', epoch {Epoch}, after {Asks} requests: counted as unanswered.")]
    public static partial void GaveUp(ILogger log, string device, long from, long to, string stream, string epoch, int asks);

    [LoggerMessage(9, LogLevel.Error, "A command could not be sent: {Problem}")]
    public static partial void NotSent(ILogger log, string problem);

    [LoggerMessage(10, LogLevel.Error, "Unexpected, and left behind: {Problem}")]
    public static partial void Fault(ILogger log, string problem, Exception e);
}
