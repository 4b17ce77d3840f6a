using Microsoft.Extensions.Logging;

namespace SegEdge.Telemetry;

internal static partial class SpoolLog
{
    [LoggerMessage(101, LogLevel.Error, "Outbox file '{Path}' is damaged: {Damage}. It was set aside; what it held and had not delivered is lost "
        + "and is named in a gap. Going on with epoch {Epoch}. Check the disk.")]
    public static partial void SetAside(ILogger log, string path, string damage, string epoch);

    [LoggerMessage(102, LogLevel.Error, "Outbox file '{Path}' is damaged: {Damage}. It was set aside; the blobs it held are lost and are named in a "
        + "gap, the events are not. Check the disk.")]
    public static partial void BodiesSetAside(ILogger log, string path, string damage);

    [LoggerMessage(103, LogLevel.Warning, "'{Path}' could not be moved or deleted: {Problem} Do it by hand.")]
    public static partial void FileStays(ILogger log, string path, string problem);

    [LoggerMessage(104, LogLevel.Error, "Outbox in '{Folder}': {Problem} Events are refused until it can be written again; they will be named in a "
        + "gap. Further failures of this kind are not logged.")]
    public static partial void CannotWrite(ILogger log, string folder, string problem);

    [LoggerMessage(105, LogLevel.Information, "Outbox in '{Folder}' can be written again.")]
    public static partial void WritesAgain(ILogger log, string folder);

    [LoggerMessage(106, LogLevel.Error, "Outbox in '{Folder}': {Problem} Opening its files again.")]
    public static partial void Reopening(ILogger log, string folder, string problem);

    [LoggerMessage(107, LogLevel.Information, "Outbox in '{Folder}': epoch {Epoch}, {Rows} records of {Bytes} bytes wait from before.")]
    public static partial void Opened(ILogger log, string folder, string epoch, long rows, long bytes);

    [LoggerMessage(108, LogLevel.Error, "Outbox in '{Folder}': a fault of its own. It goes on.")]
    public static partial void Fault(ILogger log, string folder, Exception exception);
}
