using Microsoft.Extensions.Logging;

namespace SegEdge.Telemetry;

/// <param name="Lifetime">After that a record expires unsent.</param>
/// <param name="MaxPages">Of each file, as if the disk ended there; for tests.</param>
internal sealed record SpoolSettings(
    string Folder, long CapBytes, DeviceIdentity Identity, TimeProvider Time, TimeSpan Lifetime, ILogger Log, int? MaxPages)
{
    public OutboxRules Rules { get; init; } = OutboxRules.Default;

    /// <summary>From path and <c>synchronous</c>; a test puts a file of its own in.</summary>
    public Func<string, string, SpoolDatabase> OpenFile { get; init; } = (path, synchronous) => new(path, synchronous, MaxPages);
}
