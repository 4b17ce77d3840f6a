namespace SegEdge.Fleet.Store;

/// <summary>Numbers that neither arrived nor were named by a gap while later ones arrived. Of the stream <c>blob</c>: of the event whose blobs are
/// missing.</summary>
/// <param name="SeenUtc">When it was noticed.</param>
/// <param name="Asks">How often the device was asked for them.</param>
/// <param name="AskedUtc">The last time.</param>
public sealed record SequenceHole(SequenceKey Key, long From, long To, DateTimeOffset SeenUtc, int Asks, DateTimeOffset? AskedUtc);
