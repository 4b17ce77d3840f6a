namespace SegEdge.Fleet.Analysis;

/// <summary>A frame that shows a weak spot.</summary>
/// <param name="Thumb">JPEG; null where its blob is not here.</param>
public sealed record SpotExample(string EventId, string Camera, DateTimeOffset Utc, string Class, string Rule, float? Margin, float? ContextShare, ReadOnlyMemory<byte>? Thumb);
