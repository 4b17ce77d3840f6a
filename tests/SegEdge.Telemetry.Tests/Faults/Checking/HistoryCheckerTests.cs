using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Faults.Checking;

/// <summary>Histories made by hand: a good one, and one for each way of breaking each law.</summary>
public sealed class HistoryCheckerTests
{
    private const string Epoch = "01K000000000000000000000AA";
    private const string NextEpoch = "01K000000000000000000000AB";

    private static readonly Attempt[] Two = [Accepted("a", 1, OutboxPriority.Alert, "mask"), Accepted("b", 2, OutboxPriority.Alert)];
    private static readonly Arrival[] All = [Card("a", 1, 1), Card("b", 2), Blob("a", 1, "mask")];

    [Fact]
    public void WhenAllArrive_EvenTwice_NothingIsFound() => Assert.Empty(Check(new(Two, [.. All, .. All]) { End = new(Epoch, 2, 0, 0, 5, 5) }));

    [Fact]
    public void WhenAnAcknowledgedEventIsNowhere_ItIsLost_AndAHole() => Finds([Law.NothingLost, Law.NoHole], new(Two, [All[0], All[2]]));

    [Fact]
    public void WhenItIsNamedInAGap_ItIsNeither() =>
        Assert.Empty(Check(new(Two, [All[0], All[2], Gap(1, StreamKind.Event, GapReason.Evicted, new SeqRange(2, 2))])));

    [Fact]
    public void WhenAnotherStreamOrEpochIsNamed_ItIsStillLost()
    {
        Finds([Law.NothingLost, Law.NoHole], new(Two, [All[0], All[2], Gap(1, StreamKind.Blob, GapReason.Evicted, new SeqRange(2, 2))]));
        var other = Gap(1, StreamKind.Event, GapReason.Evicted, new SeqRange(2, 2)) with { Epoch = NextEpoch };
        Finds([Law.NothingLost, Law.NoHole], new(Two, [All[0], All[2], other with { Gap = other.Gap with { Epoch = NextEpoch } }]));
    }

    [Fact]
    public void WhenALostEpochIsNamedToItsEnd_NothingOfItIsLost()
    {
        var gap = Gap(1, StreamKind.Event, GapReason.SpoolLost, new SeqRange(1, null)).Gap with { Epoch = NextEpoch, LostEpoch = Epoch };
        var blobs = gap with { Seq = 2, Stream = StreamKind.Blob };
        var history = new History(Two, [new GapArrival(gap, "g"), new GapArrival(blobs, "h")]);
        Assert.Empty(Check(history with { DiskWasHarmed = true }));
        Finds([Law.TrueGaps], history);
    }

    [Fact]
    public void WhenAnAcknowledgedBlobIsNowhere_ItIsLost() => Finds([Law.NothingLost], new(Two, [All[0], All[1]]));

    [Fact]
    public void WhenAGapListsAnotherBlobOfTheSameEvent_ThisOneIsStillLost()
    {
        var gap = Gap(1, StreamKind.Blob, GapReason.Evicted, new SeqRange(1, 1));
        Finds([Law.NothingLost], new(Two, [All[0], All[1], gap with { Gap = gap.Gap with { Count = 1, Blobs = ["thumb"] } }]));
        Assert.Empty(Check(new(Two, [All[0], All[1], gap with { Gap = gap.Gap with { Count = 1, Blobs = ["mask"] } }])));
    }

    [Fact]
    public void WhenNobodyWasToldOfAnAppend_ItMayArriveOrNot()
    {
        Attempt[] three = [.. Two, Untold("c")];
        Assert.Empty(Check(new(three, All)));
        Assert.Empty(Check(new(three, [All[0], All[1], Card("c", 3), All[2]])));
    }

    [Fact]
    public void WhenSomethingArrivesThatNobodyAppended_ItIsAPhantom()
    {
        Finds([Law.NoPhantom], new(Two, [.. All, Card("z", 3)]));
        Finds([Law.NoPhantom], new(Two, [.. All, Blob("b", 2, "mask")]));
    }

    [Fact]
    public void WhenARefusedEventArrives_ItIsAPhantom() =>
        Finds([Law.NoPhantom], new([.. Two, Untold("c") with { Refused = true }], [All[0], All[1], Card("c", 3), All[2]]));

    [Fact]
    public void WhenBytesDiffer_ItIsAPhantom()
    {
        Finds([Law.NoPhantom], new(Two, [Card("a", 1, 1) with { BodySha256 = "other" }, All[1], All[2]]));
        Finds([Law.NoPhantom], new(Two, [All[0], All[1], Blob("a", 1, "mask") with { BodySha256 = "other" }]));
    }

    [Fact]
    public void WhenACardNamesFewerBlobsThanWereKept_ItIsAPhantom() => Finds([Law.NoPhantom], new(Two, [Card("a", 1, 0), All[1], All[2]]));

    [Fact]
    public void WhenANumberIsGivenTwice_ItIsAPhantom() =>
        Finds([Law.NoPhantom], new([.. Two, Accepted("c", 2, OutboxPriority.Alert)], [.. All, Card("c", 2)]));

    [Fact]
    public void WhenAGapChangesAfterItWasSent_ItIsAPhantom()
    {
        var gap = Gap(1, StreamKind.Event, GapReason.Evicted, new SeqRange(1, 1));
        Finds([Law.NoPhantom], new(Two, [gap, gap with { BodySha256 = "other" }, .. All]));
    }

    [Fact]
    public void WhenANumberOfNobodyIsMissing_ItIsAHole()
    {
        Finds([Law.NoHole], new([.. Two, Untold("c")], [All[0], All[1], Card("c", 4), All[2]]));
        Finds([Law.NoHole], new(Two, [Gap(2, StreamKind.Event, GapReason.Evicted, new SeqRange(1, 1)), .. All]));
        Finds([Law.NoHole], new(Two, All) { End = new(Epoch, 3, 0, 0, 0, 0) });
        Finds([Law.NoHole], new(Two, All) { End = new(Epoch, 2, 1, 0, 0, 0) });
    }

    [Fact]
    public void WhenFirstArrivalsOfOnePriorityFall_ItIsDisorder_UnlessTheBrokerRefusedOne()
    {
        var history = new History(Two, [All[1], All[0], All[2]]);
        Finds([Law.Order], history);
        Assert.Empty(Check(history with { BrokerRefused = true }));
        Assert.Empty(Check(new(Two, [All[0], All[1], All[0], All[2]]))); // again is no first arrival
    }

    [Fact]
    public void WhenALaterBlobIsWholeBeforeAnEarlierOneThatIsSplit_TheirFirstPartsCount()
    {
        Attempt[] attempts = [Accepted("a", 1, OutboxPriority.Alert, "large"), Accepted("b", 2, OutboxPriority.Alert, "small")];
        Arrival[] cards = [Card("a", 1, 1), Card("b", 2, 1)];
        Assert.Empty(Check(new(attempts, [.. cards, new PartArrival(Epoch, 1, "a", "large"), Blob("b", 2, "small"), Blob("a", 1, "large")])));
        Finds([Law.Order], new(attempts, [.. cards, Blob("b", 2, "small"), new PartArrival(Epoch, 1, "a", "large"), Blob("a", 1, "large")]));
    }

    [Fact]
    public void WhenPrioritiesCross_ItIsNoDisorder() =>
        Assert.Empty(Check(new([Accepted("a", 1, OutboxPriority.Review), Accepted("b", 2, OutboxPriority.Alert)], [Card("b", 2), Card("a", 1)])));

    [Fact]
    public void WhenAGapBlamesASoundDisk_ItIsUntrue()
    {
        var gap = Gap(1, StreamKind.Blob, GapReason.BlobLost, new SeqRange(1, 1));
        Finds([Law.TrueGaps], new(Two, [gap, .. All]));
        Assert.Empty(Check(new(Two, [gap, .. All]) { DiskWasHarmed = true }));
    }

    [Fact]
    public void WhenRowsOrBytesAreLeft_ItIsNotEmptied()
    {
        Finds([Law.Emptied], new(Two, All) { End = new(Epoch, 2, 0, 1, 0, 0) });
        Finds([Law.Emptied], new(Two, All) { End = new(Epoch, 2, 0, 0, 6, 5) });
    }

    [Fact]
    public void TheTally_PutsEveryAcknowledgedRecordInOnePlace()
    {
        Attempt[] attempts = [.. Two, Accepted("c", 3, OutboxPriority.Review, "x"), Untold("d"), Untold("e") with { Refused = true }];
        Arrival[] arrivals = [.. All, All[0], Gap(1, StreamKind.Event, GapReason.Evicted, new SeqRange(3, 3)), Gap(2, StreamKind.Blob, GapReason.Evicted, new SeqRange(3, 3))];
        var counts = FaultTally.Of("some", 1, 1, new(attempts, arrivals)).Records;
        Assert.Equal((3, 2, 1), (counts.Events, counts.EventsArrived, counts.EventsNamed));
        Assert.Equal((2, 1, 1), (counts.Blobs, counts.BlobsArrived, counts.BlobsNamed));
        Assert.Equal((1, 2, 1), (counts.Refused, counts.Gaps, counts.Duplicates));
    }

    private static IReadOnlyList<Violation> Check(History history) => HistoryChecker.Check(history);

    private static void Finds(Law[] laws, History history) => Assert.Equal(laws.Order(), Check(history).Select(found => found.Law).Distinct().Order());

    private static Attempt Accepted(string id, long seq, OutboxPriority priority, params string[] blobs) =>
        new(id, priority, blobs, (epoch, number, kept) => $"{id}/{epoch}/{number}/{kept}") { Receipt = new(Epoch, seq, blobs.Length) };

    private static Attempt Untold(string id) => new(id, OutboxPriority.Alert, [], (epoch, number, kept) => $"{id}/{epoch}/{number}/{kept}");

    private static EventArrival Card(string id, long seq, int kept = 0) => new(Epoch, seq, id, $"{id}/{Epoch}/{seq}/{kept}");

    private static BlobArrival Blob(string id, long seq, string sha256) => new(Epoch, seq, id, sha256, sha256);

    private static GapArrival Gap(long seq, StreamKind stream, GapReason reason, params SeqRange[] ranges) =>
        new(Some.Gap() with { Seq = seq, Epoch = Epoch, Stream = stream, Reason = reason, Ranges = ranges, Count = 100 }, $"gap {seq}");
}
