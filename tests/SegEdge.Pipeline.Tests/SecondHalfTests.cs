using SegEdge.Pipeline.Tests.Stages;

namespace SegEdge.Pipeline.Tests;

public sealed class SecondHalfTests
{
    [Fact]
    public void EveryPiece_IsDoneOnce_InOrder_AndSettledWorkIsVisible()
    {
        var done = new List<int>(); // not locked: settling is what makes it safe to read
        using var half = new SecondHalf<int>("test", done.Add);
        for (var i = 0; i < 5000; i++) half.Put(i);
        half.Settle();
        Assert.Equal(Enumerable.Range(0, 5000), done);
    }

    [Fact]
    public async Task TheNextPiece_WaitsForTheOneInHand_AndTheOwnerDoesNot()
    {
        using SemaphoreSlim begun = new(0), go = new(0);
        var started = 0;
        using var half = new SecondHalf<int>("test", _ =>
        {
            Interlocked.Increment(ref started);
            begun.Release();
            Assert.True(go.Wait(Count.Patience));
        });
        half.Put(1); // returns although its work has not ended
        Assert.True(await begun.WaitAsync(Count.Patience, TestContext.Current.CancellationToken));
        var second = Task.Run(() => half.Put(2), TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        Assert.Equal(1, Volatile.Read(ref started));
        go.Release(2);
        await second.WaitAsync(Count.Patience, TestContext.Current.CancellationToken);
        half.Settle();
        Assert.Equal(2, started);
    }

    [Fact]
    public void WhatTheWorkThrows_ReachesTheOwner_AtEveryLaterCall()
    {
        using var half = new SecondHalf<int>("test", piece => throw new InvalidDataException($"piece {piece}"));
        half.Put(7);
        Assert.Equal("piece 7", Assert.Throws<InvalidDataException>(half.Settle).Message);
        Assert.Equal("piece 7", Assert.Throws<InvalidDataException>(() => half.Put(8)).Message);
    }

    [Fact]
    public void Disposing_EndsThePieceInHandFirst()
    {
        var done = 0;
        using (var half = new SecondHalf<int>("test", _ =>
        {
            Thread.Yield();
            Interlocked.Increment(ref done);
        })) half.Put(1);
        Assert.Equal(1, done);
    }

    [Fact]
    public void Putting_AllocatesNothing()
    {
        using var half = new SecondHalf<int>("test", static _ => { });
        for (var i = 0; i < 100; i++) half.Put(i);
        half.Settle();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) half.Put(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
