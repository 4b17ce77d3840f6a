using SegEdge.EdgeHost.Clips;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Clips;

/// <summary>What becomes of clips on the disk: shared, deleted for newer ones, erased, cut short, found again.</summary>
public sealed class ClipRecorderTests : IDisposable
{
    private const int Group = ClipRig.TableBytes + (2 * ClipRig.PictureBytes);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnEvent_GetsAClipUnderItsId_WithNothingElseLeftBehind()
    {
        using var rig = new ClipRig(_folder.Path);
        await rig.RecordAsync("A");
        Assert.Equal(["A.events", "A.ts"], Files());
        Assert.Equal(_folder.File("A.ts"), rig.Store.Find("A"));
        var counts = rig.Recorder.Counts;
        Assert.Equal(new ClipCounts(1, new FileInfo(_folder.File("A.ts")).Length, 1, 0, 0, 0), counts);
        Assert.Equal(0, counts.Bytes % 188);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(_folder.File("A.ts")) & (UnixFileMode.OtherWrite | UnixFileMode.GroupWrite));
    }

    [Fact]
    public async Task EventsThatFollowEachOther_ShareOneClip_UntilItIsLongEnough()
    {
        using var rig = new ClipRig(_folder.Path, ClipRig.Seconds(pre: 1, post: 1, most: 4));
        rig.Send();
        var start = ClipRig.Now;
        Assert.Equal("A", rig.Recorder.Keep("A", start).Id);
        Assert.Equal("A", rig.Recorder.Keep("B", start + Ticks(1.5)).Id);
        Assert.Equal("C", rig.Recorder.Keep("C", start + Ticks(3.5)).Id); // 5.5 s since A's begin
        Assert.Equal("C", rig.Recorder.Keep("D", start + Ticks(4)).Id);
        Assert.True(rig.Recorder.IsOpen("B"));
        rig.Send(inSeconds: 2);
        await Eventually.TrueAsync(() => new FileInfo(rig.Store.PartOf("A")) is { Exists: true, Length: >= Group }, "what came until then is written");
        rig.Send(inSeconds: 100);
        await rig.EndedAsync("A", sends: false);
        await rig.EndedAsync("C", sends: false);
        Assert.Equal(["A.events", "A.ts", "C.events", "C.ts"], Files());
        Assert.Equal((rig.Store.Find("A"), rig.Store.Find("C")), (rig.Store.Find("B"), rig.Store.Find("D")));
        // B moved A's end on, so what came after 2 s is in it.
        Assert.Equal(2 * Group, new FileInfo(_folder.File("A.ts")).Length);
    }

    [Fact]
    public async Task AfterARestart_ClipsAreFoundByEachOfTheirEvents()
    {
        using (var rig = new ClipRig(_folder.Path))
        {
            rig.Send();
            rig.Recorder.Keep("A", ClipRig.Now);
            rig.Recorder.Keep("B", ClipRig.Now);
            await rig.EndedAsync("A");
        }
        using var again = new ClipRig(_folder.Path);
        Assert.Equal(_folder.File("A.ts"), again.Store.Find("B"));
        Assert.Empty(again.Store.Recovered);
        Assert.Equal(1, again.Recorder.Counts.Stored);
    }

    [Fact]
    public void AFolderThatAnotherDeviceHolds_IsLeftAlone()
    {
        using var rig = new ClipRig(_folder.Path);
        File.WriteAllBytes(rig.Store.PartOf("A"), new byte[188]);
        Assert.Throws<IOException>(() => ClipStore.Open(_folder.Path, 1 << 20));
        Assert.Equal(["A.ts.part"], Files());
    }

    [Fact]
    public void WhenTheDeviceStops_AClipEndsWithWhatCame()
    {
        using (var rig = new ClipRig(_folder.Path, ClipRig.Seconds(pre: 1, post: 60, most: 100)))
        {
            rig.Send();
            rig.Recorder.Keep("A", ClipRig.Now);
        }
        Assert.Equal(["A.events", "A.ts"], Files());
        // The second picture may not be whole.
        Assert.Equal(ClipRig.TableBytes + ClipRig.PictureBytes, new FileInfo(_folder.File("A.ts")).Length);
    }

    [Fact]
    public void WhatAKillLeft_IsFinishedAtTheStart_AndSaid()
    {
        File.WriteAllBytes(_folder.File("A.ts.part"), new byte[(3 * 188) + 100]);
        File.WriteAllText(_folder.File("A.events"), "A\nB\nC-that-was-cu");
        File.WriteAllBytes(_folder.File("D.ts.part"), new byte[100]);
        File.WriteAllText(_folder.File("D.events"), "D\n");
        using var rig = new ClipRig(_folder.Path);
        Assert.Equal(["A.events", "A.ts"], Files());
        Assert.Equal(3 * 188, new FileInfo(_folder.File("A.ts")).Length);
        Assert.Equal(_folder.File("A.ts"), rig.Store.Find("B"));
        Assert.Null(rig.Store.Find("D"));
        Assert.Equal(["A: finished, 564 bytes", "D: removed, nothing was written"], rig.Store.Recovered.Order());
    }

    [Fact]
    public async Task WhenTheQuotaIsFull_TheOldestGoes()
    {
        using var rig = new ClipRig(_folder.Path, ClipRig.Seconds(pre: 0, post: 0, most: 1, quotaBytes: 1 << 20));
        for (var i = 0; i < 12; i++)
        {
            rig.Send(packets: 500); // 188 kB
            var id = $"{i:00}";
            rig.Recorder.Keep(id, ClipRig.Now);
            await rig.EndedAsync(id);
            Assert.InRange(Directory.EnumerateFiles(_folder.Path, "*.ts*").Sum(file => new FileInfo(file).Length), 0, 1 << 20);
        }
        var counts = rig.Recorder.Counts;
        Assert.True(counts.Evicted > 0);
        Assert.Equal((12L, 0L, 12L), (counts.Written, counts.Errors, counts.Stored + counts.Evicted));
        Assert.Null(rig.Store.Find("00"));
        Assert.NotNull(rig.Store.Find("11"));
        Assert.Equal(counts.Stored * 2, Files().Length);
    }

    [Fact]
    public async Task AClipThatAloneExceedsTheQuota_EndsThere_AndPlays()
    {
        using var rig = new ClipRig(_folder.Path, ClipRig.Seconds(pre: 1, post: 100, most: 200, quotaBytes: 1 << 20));
        rig.Send();
        rig.Recorder.Keep("A", ClipRig.Now);
        for (var i = 0; i < 100 && rig.Recorder.IsOpen("A"); i++)
        {
            rig.Send(packets: 500);
            await Task.Delay(20, TestContext.Current.CancellationToken); // how fast the camera is; nothing is asserted of it
        }
        await rig.EndedAsync("A");
        Assert.Contains("Clips:QuotaBytes", rig.Recorder.Problem);
        Assert.Equal(1, rig.Recorder.Counts.Cut);
        Assert.InRange(new FileInfo(_folder.File("A.ts")).Length, 1, 1 << 20);
    }

    [Fact]
    public async Task AnErasedEvent_TakesItsClipAlong_WrittenOrNot()
    {
        using var rig = new ClipRig(_folder.Path);
        await rig.RecordAsync("A");
        Assert.True(rig.Store.Erase("A"));
        rig.Send();
        rig.Recorder.Keep("B", ClipRig.Now + Ticks(60));
        await Eventually.TrueAsync(() => File.Exists(rig.Store.PartOf("B")), "B is being written");
        Assert.True(rig.Recorder.Erase("B"));
        await rig.EndedAsync("B", sends: false);
        await Eventually.TrueAsync(() => Files().Length == 0, "nothing is left");
        Assert.False(rig.Recorder.Erase("B") || rig.Store.Erase("B"));
        Assert.Equal(0, rig.Recorder.Counts.Stored);
        Assert.Null(rig.Recorder.Problem);
    }

    [Fact]
    public async Task OnAFullDisk_ItIsCountedAndTold_FramesGoOn_AndLaterClipsAreWrittenAgain()
    {
        using var disk = SmallDisk.Mount(megabytes: 1);
        // The look at the free space says yes: the disk itself says no.
        using var rig = new ClipRig(Path.Combine(disk.Path, "clips"), freeBytes: () => long.MaxValue);
        await rig.RecordAsync("A");
        disk.Fill();
        await rig.RecordAsync("B");
        Assert.Contains("the disk", rig.Recorder.Problem);
        Assert.True(rig.Recorder.Counts.Errors > 0);
        Assert.Equal(ClipState.Recording, rig.Recorder.Keep("C", ClipRig.Now).State);
        await Eventually.TrueAsync(() => rig.Recorder.Counts.Cut >= 2, "C is given up");
        disk.Clear();
        await rig.RecordAsync("D");
        Assert.Null(rig.Recorder.Problem);
        Assert.NotNull(rig.Store.Find("D"));
        Assert.NotNull(rig.Store.Find("A"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(disk.Path, "clips"), "*.part"));
    }

    [Fact]
    public async Task BeforeTheDiskIsFull_OlderClipsGo()
    {
        var free = 1L << 40;
        using var rig = new ClipRig(_folder.Path, freeBytes: () => Volatile.Read(ref free));
        await rig.RecordAsync("A");
        Volatile.Write(ref free, 1 << 20);
        await rig.RecordAsync("B");
        Assert.Empty(Files());
        Assert.Contains("less than 64 MB left", rig.Recorder.Problem);
        Assert.Equal((1L, 1L), (rig.Recorder.Counts.Evicted, rig.Recorder.Counts.Cut));
    }

    private string[] Files() => [.. Directory.EnumerateFiles(_folder.Path).Select(path => Path.GetFileName(path)).Where(name => name != ".held").Order(StringComparer.Ordinal)];

    private static long Ticks(double seconds) => (long)(seconds * TimeProvider.System.TimestampFrequency);
}
