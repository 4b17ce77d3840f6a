namespace SegEdge.EdgeHost.Hub.Pages;

/// <param name="Kind">rewritten, unlinked, restarted or forked.</param>
public sealed record DeviceAuditBreak(string Epoch, long Number, string Kind, string SeenUtc);
