namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>How far one stream of a device's records is accounted for: "complete to seq N, M named lost, K unanswered".</summary>
/// <param name="Epoch">In which the numbers count; the device's newest.</param>
/// <param name="Highest">That arrived.</param>
/// <param name="NamedLost">Of all epochs, as <paramref name="Unanswered"/> and <paramref name="Missing"/>.</param>
/// <param name="Missing">Numbers that the device is being asked for.</param>
public sealed record DeviceLedger(string Stream, string Epoch, long CompleteTo, long Highest, long NamedLost, long Unanswered, long Missing);
