using Microsoft.Extensions.Logging;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Mqtt;

/// <summary>Who pays when a broker ends the link: the record that offended it, and none where none did.</summary>
public sealed class PublisherBlameTests
{
    private const byte ServerBusy = 0x89, PacketTooLarge = 0x95, QuotaExceeded = 0x97;

    [Theory]
    [InlineData(ServerBusy)]
    [InlineData(QuotaExceeded)]
    public async Task WhenAnOverloadedBrokerEndsTheLinkOnOneRecord_AgainAndAgain_ItStillArrives(byte reason)
    {
        const int ends = 4;
        var asked = 0;
        await using var broker = await MosquittoProcess.StartAsync();
        await using var wire = new TcpProxy(broker.Port, () => new ReplacedPubacks(
            packet => IsOn(packet, TopicKind.Event) && Interlocked.Increment(ref asked) <= ends ? ReplacedPubacks.Disconnect(reason) : null));
        await using var device = new DeviceUnderTest(wire.Port);
        await device.AppendAsync();
        await device.EmptiesAsync();
        Assert.Equal((1L, 0L), (device.Outbox.Snapshot().Confirmed, device.Outbox.Snapshot().Quarantined));
        Assert.Equal(ends, device.Publisher.Status.Reconnects);
    }

    [Fact]
    public async Task WhenABlobOffends_ItIsGivenUp_NotTheAlertThatWasSentAfterIt()
    {
        var (ended, blobSent) = (0, new TaskCompletionSource());
        await using var broker = await MosquittoProcess.StartAsync();
        await using var wire = new TcpProxy(broker.Port, () => new ReplacedPubacks(packet =>
        {
            if (Volatile.Read(ref ended) == 1) return null;
            if (IsOn(packet, TopicKind.Blob))
            {
                blobSent.TrySetResult();
                return [];
            }

            if (!IsOn(packet, TopicKind.Event) || !blobSent.Task.IsCompleted) return null;
            Volatile.Write(ref ended, 1);
            return ReplacedPubacks.Disconnect(PacketTooLarge);
        }));
        Assert.Contains("/blob/", await GivenUpAsync(wire, Some.Blob(5000), blobSent.Task), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAnAlertOffends_BetweenTwoPartsOfABlob_TheAlertIsGivenUp_NotTheBlob()
    {
        var (parts, blobSent, first) = (0, new TaskCompletionSource(), Array.Empty<byte>());
        await using var broker = await MosquittoProcess.StartAsync();
        await using var wire = new TcpProxy(broker.Port, () => new ReplacedPubacks(packet =>
        {
            if (IsOn(packet, TopicKind.Event)) return parts == 1 ? first : null; // the answer to the first part, so that the second follows
            if (!IsOn(packet, TopicKind.Blob) || ++parts > 2) return null;
            if (parts == 2) return ReplacedPubacks.Disconnect(PacketTooLarge);
            first = ReplacedPubacks.Puback(packet);
            blobSent.SetResult();
            return [];
        }));
        Assert.Contains("/event/", await GivenUpAsync(wire, Some.Blob(100_000), blobSent.Task), StringComparison.Ordinal);
    }

    /// <summary>The log line about the one record that is given up, of an alert with a blob and an alert after it.</summary>
    private static async Task<string> GivenUpAsync(TcpProxy wire, OutboxBlob blob, Task blobSent)
    {
        var log = new LogLines();
        await using var device = new DeviceUnderTest(wire.Port, log: log);
        await device.AppendAsync(Severity.Alert, blob);
        await blobSent.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        await device.AppendAsync();
        await device.EmptiesAsync();
        Assert.Equal((2L, 1L), (device.Outbox.Snapshot().Confirmed, device.Outbox.Snapshot().Quarantined));
        return Assert.Single(log.At(LogLevel.Error));
    }

    private static bool IsOn(byte[] packet, TopicKind kind) =>
        packet.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes($"/rover.2/{WireNames.NameOf(kind)}/")) >= 0;
}
