using Microsoft.Extensions.Logging;

namespace SegEdge.Telemetry;

internal static partial class AuditLog
{
    [LoggerMessage(LogLevel.Error, "The audit chain is broken: {Problem}. It goes on behind that; 'segedge audit verify' names it.")]
    public static partial void Broken(ILogger log, string problem);

    [LoggerMessage(LogLevel.Error, "Audit: {Action} of {Subject} cannot be written to the device's own file: {Problem} It is kept in memory and tried again.")]
    public static partial void NotWritten(ILogger log, string action, string subject, string problem);
}
