namespace SegEdge.EdgeHost.Hub.Pages;

/// <param name="Birth">Null: none is kept.</param>
/// <param name="Ledgers">By stream.</param>
/// <param name="Gaps">The newest first.</param>
/// <param name="Losses">Over all gaps.</param>
/// <param name="Flags">Events that were ever counted.</param>
public sealed record DeviceDetail(
    DeviceSummary Summary, DeviceBirth? Birth, IReadOnlyList<DeviceLedger> Ledgers, IReadOnlyList<DeviceGap> Gaps, IReadOnlyList<LossCount> Losses, DeviceAuditChain Audit, long Flags);
