using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

public sealed class EventArchiveTests
{
    [Fact]
    public void AddEvent_KeepsUnknownFields_OnOneLine()
    {
        var archive = Archive();
        archive.AddEvent("{\n \"eventId\": \"01A\",\n \"later\": {\"x\": 1.50}\n}"u8.ToArray());
        var json = Encoding.UTF8.GetString(archive.FindEvent("01A")!.Json.Span);
        Assert.Equal("""{"eventId":"01A","later":{"x":1.50}}""", json);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"eventId":7}""")]
    [InlineData("""{"eventId":"../../etc"}""")]
    [InlineData("""{"eventId":"\ud800"}""")]
    public void AddEvent_RefusesAndCountsWhatIsNoEvent(string json)
    {
        var archive = Archive();
        Assert.Equal(ArchiveOutcome.Refused, archive.AddEvent(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(1, archive.Counts.RefusedEvents);
    }

    [Fact]
    public void AddEvent_KeepsTheFirstOfTwo_BecauseDeliveryIsAtLeastOnce()
    {
        var archive = Archive();
        Assert.Equal(ArchiveOutcome.Added, archive.AddEvent(Event("01A")));
        Assert.Equal(ArchiveOutcome.Duplicate, archive.AddEvent(Event("01A")));
        Assert.Single(archive.List(10));
    }

    [Fact]
    public void List_GoesByIdNewestFirst_SoThatLateHistoryTakesItsPlace()
    {
        var archive = Archive();
        foreach (var id in new[] { "01C", "01A", "01D", "01B" }) archive.AddEvent(Event(id));
        Assert.Equal(["01D", "01C"], archive.List(2).Select(e => e.EventId));
        Assert.Equal(["01B", "01A"], archive.List(2, before: "01C").Select(e => e.EventId));
    }

    [Fact]
    public void WhenFull_TheOldestArrivalGoes_AndIsCounted()
    {
        var archive = Archive(new ArchiveLimits { Events = 2 });
        foreach (var id in new[] { "01C", "01A", "01B" }) archive.AddEvent(Event(id));
        Assert.Equal(["01B", "01A"], archive.List(10).Select(e => e.EventId));
        Assert.Equal(1, archive.Counts.EvictedEvents);
    }

    [Fact]
    public void WithTheLastEventThatShowsIt_ABlobGoes()
    {
        var archive = Archive(new ArchiveLimits { Events = 2 });
        var (own, shared) = (SampleEvent.HashOf([1]), SampleEvent.HashOf([2]));
        archive.AddEvent(Event("01A", own, shared));
        archive.AddBlob(own, "image/png", new byte[] { 1 });
        archive.AddBlob(shared, "image/png", new byte[] { 2 });
        archive.AddEvent(Event("01B", shared));
        archive.AddEvent(Event("01C"));
        Assert.Null(archive.FindBlob(own));
        Assert.NotNull(archive.FindBlob(shared));
        archive.AddEvent(Event("01D"));
        Assert.Null(archive.FindBlob(shared));
        Assert.Equal((0, 0L, 2L), (archive.Counts.Blobs, archive.Counts.BlobBytes, archive.Counts.EvictedBlobs));
        // It may come again, with an event of its own.
        archive.AddEvent(Event("01E", own));
        Assert.Equal(ArchiveOutcome.Added, archive.AddBlob(own, "image/png", new byte[] { 1 }));
        Assert.Equal([own], archive.FindEvent("01E")!.BlobsHere);
    }

    [Fact]
    public void AddBlob_RefusesBytesThatAreNotWhatTheirHashSays()
    {
        var archive = Archive();
        var hash = SampleEvent.HashOf([1, 2, 3]);
        Assert.Equal(ArchiveOutcome.Refused, archive.AddBlob(hash, "image/png", new byte[] { 9 }));
        Assert.Null(archive.FindBlob(hash));
        Assert.Equal(ArchiveOutcome.Added, archive.AddBlob(hash, "image/png", new byte[] { 1, 2, 3 }));
        Assert.Equal(ArchiveOutcome.Duplicate, archive.AddBlob(hash, "image/png", new byte[] { 1, 2, 3 }));
        var counts = archive.Counts;
        Assert.Equal((1, 1L, 1L, 3L), (counts.Blobs, counts.RefusedBlobs, counts.DuplicateBlobs, counts.BlobBytes));
    }

    [Fact]
    public void AnArrivingBlob_ChangesItsEvent_AndAnEvictedOneToo()
    {
        var archive = Archive(new ArchiveLimits { BlobBytes = 4 });
        var (first, second) = (SampleEvent.HashOf([1, 2, 3]), SampleEvent.HashOf([4, 5, 6]));
        archive.AddEvent(Event("01A", first));
        var added = archive.FindEvent("01A")!;
        archive.AddBlob(first, "image/png", new byte[] { 1, 2, 3 });
        var arrived = Assert.Single(archive.ChangesSince(added.Revision));
        Assert.Equal([first], arrived.BlobsHere);
        Assert.Equal(added.Revision, arrived.FirstRevision);
        archive.AddBlob(second, "image/png", new byte[] { 4, 5, 6 });
        Assert.Empty(Assert.Single(archive.ChangesSince(arrived.Revision)).BlobsHere);
    }

    [Fact]
    public async Task AnErasedEvent_IsGoneWithItsBlobs_ForThoseWhoLookToo_AndComesNeverAgain()
    {
        var archive = Archive();
        var (own, shared) = (SampleEvent.HashOf([1]), SampleEvent.HashOf([2]));
        foreach (var (id, blobs) in new[] { ("01A", new[] { own, shared }), ("01B", [shared]) }) archive.AddEvent(Event(id, blobs));
        archive.AddBlob(own, "image/png", new byte[] { 1 }, "01A");
        archive.AddBlob(shared, "image/png", new byte[] { 2 }, "01A");
        var (seen, source) = (archive.Revision, (IEventSource)archive);
        Assert.True(archive.Erase("01A"));
        Assert.Null(archive.FindEvent("01A"));
        Assert.Null(archive.FindBlob(own));
        Assert.NotNull(archive.FindBlob(shared));
        Assert.Null(await source.ChangesSinceAsync(seen, TestContext.Current.CancellationToken)); // a browser loads its list again, and is told once
        Assert.Empty((await source.ChangesSinceAsync(archive.Revision, TestContext.Current.CancellationToken))!.Items);

        // Still on their way when it was erased.
        Assert.Equal(ArchiveOutcome.Refused, archive.AddEvent(Event("01A", own)));
        Assert.Equal(ArchiveOutcome.Refused, archive.AddBlob(own, "image/png", new byte[] { 1 }, "01A"));
        Assert.Equal(ArchiveOutcome.Added, archive.AddBlob(own, "image/png", new byte[] { 1 }, "01B"));
        Assert.False(archive.Erase("01A"));
    }

    [Fact]
    public async Task WaitForChange_EndsWithTheNextChange()
    {
        var archive = Archive();
        var change = archive.WaitForChangeAsync(archive.Revision, TestContext.Current.CancellationToken);
        Assert.False(change.IsCompleted);
        archive.AddEvent(Event("01A"));
        await change.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
    }

    private static EventArchive Archive(ArchiveLimits? limits = null) => new(limits ?? new(), new FakeTimeProvider());

    private static byte[] Event(string id, params string[] blobs) => JsonSerializer.SerializeToUtf8Bytes(new { eventId = id, blobs = blobs.Select(blob => new { kind = "mask", sha256 = blob }) });
}
