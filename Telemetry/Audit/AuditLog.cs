using Microsoft.Extensions.Logging;

namespace SegEdge.Telemetry;

internal static partial class AuditLog
{
    [LoggerMessage(LogLevel.Error, "The audit chain is broken: {Problem}. It goes on behind that; 'segedge audit verify' names it.")]
    public static partial void Broken(ILogger log, string problem);

    [LoggerMessage(LogLevel.Error, "Audit: {Action} of {Subject} cannot be written to the device's own file: {Problem} It is kept in memory and tried again.")]
    public static partial void NotWritten(ILogger log, string action, string subject, string problem);

    [LoggerMessage(LogLevel.Error, "The head of the audit chain stays behind: {Problem} The chain itself is written. The next record tries the head again; check the folder and its disk.")]
    public static partial void HeadStays(ILogger log, string problem);

    [LoggerMessage(LogLevel.Error, "Audit: a fault while writing the device's own file. What waits for it is tried again with the next record.")]
    public static partial void Fault(ILogger log, Exception fault);
}
