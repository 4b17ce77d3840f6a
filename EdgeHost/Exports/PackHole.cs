using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Exports;

/// <inheritdoc cref="SequenceHole"/>
internal sealed record PackHole(long From, long To, DateTimeOffset SeenUtc, int Asks);
