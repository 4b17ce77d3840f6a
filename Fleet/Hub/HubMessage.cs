namespace SegEdge.Fleet.Hub;

/// <summary>What came, with what is needed to let the broker forget it or to set it aside.</summary>
/// <param name="Arrival">Null where it could not be read; <paramref name="Problem"/> says why.</param>
/// <param name="Acknowledge">Null where the broker expects no answer.</param>
internal sealed record HubMessage(string Topic, ReadOnlyMemory<byte> Body, HubArrival? Arrival, string? Problem, Func<CancellationToken, Task>? Acknowledge);
