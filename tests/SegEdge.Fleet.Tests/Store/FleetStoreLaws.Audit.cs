using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Tests.Store;

public abstract partial class FleetStoreLaws
{
    private const string NextEpoch = "01K000000000000000000000BB", OtherEpoch = "01K000000000000000000000CC";

    public static TheoryData<int> Orders => [1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task AChain_IsSound_InWhateverOrderItsRecordsCome_AlsoOverEpochs(int order)
    {
        await using var store = await OpenAsync();
        ArchivedAudit[] chain = [.. Chain(7, null), .. Chain(3, Chain(7, null)[^1], NextEpoch)];
        new Random(order).Shuffle(chain);
        foreach (var one in chain)
        {
            await store.AppendAsync(new() { Audits = [one] }, Cancellation);
            await store.TidyAsync(Cancellation);
        }

        Assert.Equal(new AuditChainStatus(10, 0, 1), await ChainAsync(store));
        Assert.Empty(await BreaksAsync(store));
        Assert.Equal(default, await Figures(store).AuditChainAsync(Site, "other", Cancellation));
    }

    [Fact]
    public async Task ARecordWhoseForerunnerIsNotHere_IsLoose_AndNoBreak()
    {
        await using var store = await OpenAsync();
        var chain = Chain(5, null);
        var later = Chain(2, chain[^1], NextEpoch);
        await KeepAsync(store, [chain[0], chain[1], chain[3], .. later]);
        Assert.Equal(new AuditChainStatus(5, 2, 1), await ChainAsync(store));
        await KeepAsync(store, chain[2]);
        Assert.Equal(new AuditChainStatus(6, 1, 1), await ChainAsync(store));
        await KeepAsync(store, chain[4]);
        Assert.Equal(new AuditChainStatus(7, 0, 1), await ChainAsync(store));
        Assert.Empty(await BreaksAsync(store));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task ARecordThatWasExchanged_BreaksTheChain_BehindIt(int order)
    {
        await using var store = await OpenAsync();
        var chain = Chain(4, null);
        chain[1] = Audit(2, chain[0], subject: "something else");
        new Random(order).Shuffle(chain);
        foreach (var one in chain) await KeepAsync(store, one);
        Assert.Equal([(Epoch, 3L, AuditBreakKind.Unlinked)], await BreaksAsync(store));
    }

    [Fact]
    public async Task ANumberThatComesAgainWithOtherContent_IsABreak_AndTheFirstOneStays()
    {
        await using var store = await OpenAsync();
        var chain = Chain(3, null);
        await KeepAsync(store, chain);
        await KeepAsync(store, chain[1]);
        Assert.Empty(await BreaksAsync(store));
        var other = Audit(2, chain[0], subject: "nothing happened");
        Assert.Equal(0, (await store.AppendAsync(new() { Audits = [other] }, Cancellation)).NewAudits);
        await KeepAsync(store, Audit(2, chain[0], subject: "nothing at all"));
        Assert.Equal([(Epoch, 2L, AuditBreakKind.Rewritten)], await BreaksAsync(store));
        Assert.Equal(chain.Select(one => one.Record.Hash), (await store.AuditsAsync(Site, Device, Epoch, Cancellation)).Select(one => one.Record.Hash));
    }

    [Fact]
    public async Task AChainThatBeginsAnewWithinItsEpoch_IsBroken_WithAnotherEpochItIsABeginning()
    {
        await using var store = await OpenAsync();
        var chain = Chain(3, null);
        await KeepAsync(store, [.. chain, Audit(1, null, NextEpoch)]);
        Assert.Equal(new AuditChainStatus(4, 0, 2), await ChainAsync(store));
        Assert.Empty(await BreaksAsync(store));
        await KeepAsync(store, Audit(4, null));
        Assert.Equal([(Epoch, 4L, AuditBreakKind.Restarted)], await BreaksAsync(store));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task TwoEpochsBehindOneRecord_AreAFork(int order)
    {
        await using var store = await OpenAsync();
        var chain = Chain(2, null);
        ArchivedAudit[] all = [.. chain, Audit(1, chain[1], NextEpoch), Audit(1, chain[1], OtherEpoch, "a copy")];
        new Random(order).Shuffle(all);
        foreach (var one in all) await KeepAsync(store, one);
        Assert.Equal([(OtherEpoch, 1L, AuditBreakKind.Forked)], await BreaksAsync(store));
        // The first one went on after it had been copied.
        await KeepAsync(store, Audit(3, chain[1]));
        Assert.Equal([(NextEpoch, 1L, AuditBreakKind.Forked), (OtherEpoch, 1L, AuditBreakKind.Forked)], (await BreaksAsync(store)).Order());
    }

    [Fact]
    public async Task BreaksOfDevices_AreTheirOwn_AndStayAfterAReopen()
    {
        await using (var store = await OpenAsync())
            await KeepAsync(store, Audit(1, null), Audit(2, null), Audit(1, null) with { Device = "rover.3" }, Audit(2, null) with { Device = "rover.3" });
        await using var again = await ReopenAsync();
        Assert.Equal([Device, "rover.3"], (await Figures(again).AuditBreaksAsync(cancellation: Cancellation)).Select(one => one.Device).Order());
        Assert.Equal(["rover.3"], (await Figures(again).AuditBreaksAsync(Site, "rover.3", Cancellation)).Select(one => one.Device));
    }

    /// <summary>Records of one epoch, each with the hash of the one before.</summary>
    private static ArchivedAudit[] Chain(int records, ArchivedAudit? before, string epoch = Epoch)
    {
        var chain = new ArchivedAudit[records];
        for (var i = 0; i < records; i++) chain[i] = Audit(i + 1, i == 0 ? before : chain[i - 1], epoch);
        return chain;
    }

    /// <param name="before">The record that it follows; null: none.</param>
    protected static ArchivedAudit Audit(long seq, ArchivedAudit? before, string epoch = Epoch, string subject = "x")
    {
        var record = AuditRecord.Seal(new()
        {
            Seq = seq,
            Epoch = epoch,
            Utc = Start,
            Actor = "device",
            Action = AuditAction.Mode,
            Subject = subject,
            PrevHash = before?.Record.Hash ?? AuditRecord.NoHash,
            Hash = "",
        });
        return new(Site, Device, record.Message, record.Bytes, Start);
    }

    private static async Task KeepAsync(IFleetStore store, params ArchivedAudit[] records)
    {
        await store.AppendAsync(new() { Audits = records }, Cancellation);
        await store.TidyAsync(Cancellation);
    }

    protected static Task<AuditChainStatus> ChainAsync(IFleetStore store) => Figures(store).AuditChainAsync(Site, Device, Cancellation);

    protected static async Task<(string Epoch, long Seq, AuditBreakKind Kind)[]> BreaksAsync(IFleetStore store) =>
        [.. (await Figures(store).AuditBreaksAsync(Site, Device, Cancellation)).Select(one => (one.Epoch, one.Seq, one.Kind))];
}
