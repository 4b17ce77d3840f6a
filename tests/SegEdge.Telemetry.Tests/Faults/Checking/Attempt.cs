namespace SegEdge.Telemetry.Tests.Faults.Checking;

/// <summary>An append as its caller saw it.</summary>
/// <param name="Blobs">SHA-256 of each, in order.</param>
/// <param name="CardSha256">Of the event's body as sent, from epoch, seq and how many blobs were kept.</param>
internal sealed record Attempt(
    string EventId, OutboxPriority Priority, IReadOnlyList<string> Blobs, Func<string, long, int, string> CardSha256)
{
    /// <summary>Null while nobody was told: refused, or killed before the answer.</summary>
    public Receipt? Receipt { get; set; }

    public bool Refused { get; set; }
}

/// <summary>Accepted: from here on the outbox owes it.</summary>
/// <param name="Kept">Blobs that found room; the first ones.</param>
internal sealed record Receipt(string Epoch, long Seq, int Kept);
