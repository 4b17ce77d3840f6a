using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Telemetry.Tests.Outbox;

public sealed class MemoryConfirmTests : ConfirmLaws
{
    protected override IOutbox Open(OutboxRules rules, long cap = Cap) => new MemoryOutbox(cap, Time, rules: rules);

    [Property]
    public bool WhateverHappens_TheBooksBalance(byte[] acts, int seed)
    {
        var time = new FakeTimeProvider();
        return BooksBalance(new MemoryOutbox(Cap, time, rules: Archive), time, Cap, acts, seed);
    }
}
