using Microsoft.Extensions.Logging;

namespace SegEdge.Telemetry;

internal static partial class CommandLog
{
    [LoggerMessage(LogLevel.Warning, "Command '{Name}' refused ({Reason}): {Text}")]
    public static partial void Refused(ILogger log, string name, string reason, string text);

    [LoggerMessage(LogLevel.Information, "Command '{Name}' of key '{KeyId}' done.")]
    public static partial void Done(ILogger log, string name, string keyId);

    [LoggerMessage(LogLevel.Error, "Command '{Name}' met a fault of ours.")]
    public static partial void Fault(ILogger log, string name, Exception exception);
}
