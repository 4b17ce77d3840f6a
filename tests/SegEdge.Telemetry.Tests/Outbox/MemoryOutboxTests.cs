using FsCheck.Xunit;

namespace SegEdge.Telemetry.Tests.Outbox;

public sealed class MemoryOutboxTests : OutboxLaws
{
    public MemoryOutboxTests() => Outbox = new MemoryOutbox(Cap, Time);

    protected override IOutbox Outbox { get; }

    [Property]
    public bool WhateverHappens_TheBooksBalance_AndTheCapHolds(byte[] acts, int seed) => BooksBalance(new MemoryOutbox(Cap, Time), Cap, acts, seed);
}
