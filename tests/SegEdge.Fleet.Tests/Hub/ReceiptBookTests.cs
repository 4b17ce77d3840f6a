using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SegEdge.Fleet.Hub;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Hub;

public sealed class ReceiptBookTests
{
    private const string Epoch = "01K000000000000000000000AA";

    [Fact]
    public void Receipts_NameEverythingOnce_AndEachFitsACommand()
    {
        using var folder = new TemporaryFolder();
        using var key = new HubKey(new string('k', 64));
        var signer = key.Signer(folder.Path);
        var book = new ReceiptBook();
        // Every second number, so that no two share a range, and large ones, so that they take room.
        long[] numbers = [.. Enumerable.Range(0, 777).Select(i => 900_000_000_000L + (2 * i))];
        string[] hashes = [.. Enumerable.Range(0, 333).Select(i => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{i}"))))];
        book.Enter(new() { Events = [.. numbers.Select(Event)] }, [.. hashes.Select(hash => new KeptBlob("site-1", "rover.2", Epoch, hash))]);

        var (named, blobs) = (new List<long>(), new List<string>());
        for (var taken = book.Take(); taken.Count > 0; taken = book.Take())
        {
            var (site, device, receipt) = Assert.Single(taken);
            Assert.Equal(("site-1", "rover.2", Epoch), (site, device, receipt.Epoch));
            Assert.True(signer.Sign(site, device, CommandName.Receipt, receipt, TelemetryJson.Default.ArchiveReceipt).Payload.Length <= Jws.MostBytes);
            named.AddRange((receipt.Events ?? []).SelectMany(range => Enumerable.Range(0, (int)(range.To!.Value - range.From) + 1).Select(i => range.From + i)));
            blobs.AddRange(receipt.Blobs ?? []);
        }

        Assert.Equal(numbers, named.Order());
        Assert.Equal(hashes.Order(), blobs.Order());
    }

    [Fact]
    public void NumbersInARow_AreOneRange() => Assert.Equal([new(1, 3), new(7, 7)], NumberRanges.Of([3, 1, 2, 7, 2]));

    [Fact]
    public void ACounter_Rises_AlsoOverAKillAndALostFile()
    {
        using var folder = new TemporaryFolder();
        using var key = new HubKey();
        var last = 0L;
        for (var life = 0; life < 3; life++)
        {
            var signer = key.Signer(folder.Path);
            for (var i = 0; i < 5; i++)
            {
                var jws = Jws.Read(signer.Sign("s", "d", CommandName.Rebirth, "x", TelemetryJson.Default.String).Payload.FirstSpan);
                var counter = JsonSerializer.Deserialize(jws.Payload.Span, TelemetryJson.Default.CommandClaims)!.Ctr;
                Assert.True(counter > last);
                last = counter;
            }
        }

        foreach (var file in Directory.GetFiles(folder.Path)) File.Delete(file);
        var later = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.True(new CommandCounter(folder.File("again"), later).Next() > last);
    }

    private static ArchivedEvent Event(long seq) => new(FleetEvent.Of(Some.Event() with { Seq = seq, Epoch = Epoch }, DateTimeOffset.UnixEpoch), default, []);
}
