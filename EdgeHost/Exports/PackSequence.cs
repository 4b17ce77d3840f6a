using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Exports;

/// <inheritdoc cref="SequenceStatus"/>
internal sealed record PackSequence(string Epoch, string Stream, long CompleteTo, long Highest, long NamedLost, long Unanswered, IReadOnlyList<PackHole> Holes);
