namespace SegEdge.EdgeHost;

/// <summary>One processed frame as browsers get it, encoded once for all of them. Never written again after it is published.</summary>
/// <param name="Json">UTF-8 of a <see cref="Dashboard.LiveReport"/>.</param>
/// <param name="Jpeg">The camera's picture, at any size.</param>
/// <param name="Masks">Per head an indexed PNG at model size; pixel = class index, palette = the class colours of the status.</param>
public sealed record LivePicture(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Jpeg, IReadOnlyList<ReadOnlyMemory<byte>> Masks);
