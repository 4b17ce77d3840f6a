namespace SegEdge.EdgeHost.Exports;

/// <summary>How far a device's records are accounted for when the pack was made: per epoch and stream "complete to N, M named lost, K unanswered".</summary>
/// <param name="GapsInPack">Messages in <c>gaps.ndjson</c>, the newest.</param>
internal sealed record PackLedger(DateTimeOffset AsOfUtc, IReadOnlyList<PackSequence> Sequences, int GapsInPack, bool AreOlderGapsLeftOut);
