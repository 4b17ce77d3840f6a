using System.Text.Json;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>The promise of the outbox, tried on the whole device: kill -9 at moments that nobody chose.</summary>
public sealed class OutboxKillTests
{
    private const string Prefix = "segedge/v1/farm/robot/";
    private const int Kills = 5;

    [Fact]
    public async Task KilledAgainAndAgain_EveryNumberArrivesOrIsNamed_EveryBlobToo_AndNothingArrivesInTwoShapes()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        await using var broker = await MosquittoProcess.StartAsync();
        await using var subscriber = await TopicRecorder.ListenAsync(broker.Port);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var link = new TcpProxy(broker.Port);
            await using var device = await DeviceProcess.StartAsync(Settings(link.Port, folder));
            await HearMoreAsync(subscriber, random.Next(1, 10));
            if (kill % 2 == 1)
            {
                // Without a link: what is accepted from here on is nowhere but on the disk.
                link.Cut();
                var flagged = await FlaggedAsync(device) + random.Next(3, 15);
                await Eventually.TrueAsync(async () => await FlaggedAsync(device) >= flagged, "frames are flagged without a link");
            }

            device.Process.Kill();
        }

        await using (var last = await DeviceProcess.StartAsync(Settings(broker.Port, folder)))
        {
            await HearMoreAsync(subscriber, 1);
            last.Process.Terminate();
            var (code, output, errors) = await last.Process.EndAsync();
            Assert.True(code == 0, errors);
            Assert.Contains("0 left in the outbox, 0 given up", output, StringComparison.Ordinal);
        }

        await subscriber.HearAsync(m => m.Topic == Prefix + "connection" && m.Text.Contains("\"offline\"", StringComparison.Ordinal), "offline");
        Check(subscriber.All);
    }

    private static void Check(IReadOnlyList<Heard> heard)
    {
        var gaps = heard.Where(m => m.Topic == Prefix + "gap").Select(m => JsonDocument.Parse(m.Body).RootElement).ToArray();
        var events = heard.Where(m => m.Topic == Prefix + "event/front").ToArray();
        var cards = events.Select(m => JsonDocument.Parse(m.Body).RootElement).ToArray();
        Assert.Single(cards.Select(card => card.GetProperty("epoch").GetString()).Distinct());
        Assert.All(events.GroupBy(m => m.Properties["seq"]), same => Assert.Single(same.Select(m => m.Text).Distinct()));

        var arrived = cards.Select(card => card.GetProperty("seq").GetInt64()).ToHashSet();
        var missing = Enumerable.Range(1, (int)arrived.Max()).Where(seq => !arrived.Contains(seq) && !Names(gaps, "event", seq));
        Assert.Empty(missing);

        var blobs = heard.Where(m => m.Topic.StartsWith(Prefix + "blob/", StringComparison.Ordinal)).Select(m => m.Properties["sha256"]).ToHashSet();
        var promised = cards.SelectMany(card => card.GetProperty("blobs").EnumerateArray().Where(blob => blob.GetProperty("state").GetString() == "stored")
            .Select(blob => (Seq: card.GetProperty("seq").GetInt64(), Sha256: blob.GetProperty("sha256").GetString()!))).ToArray();
        Assert.DoesNotContain(promised, blob => !blobs.Contains(blob.Sha256) && !Names(gaps, "blob", blob.Seq));
        Assert.Empty(blobs.Except(promised.Select(blob => blob.Sha256)));
    }

    private static bool Names(JsonElement[] gaps, string stream, long seq) => gaps.Any(gap => gap.GetProperty("stream").GetString() == stream
        && gap.GetProperty("ranges").EnumerateArray().Any(range => range[0].GetInt64() <= seq && seq <= range[1].GetInt64()));

    private static Task HearMoreAsync(TopicRecorder subscriber, int events)
    {
        var wanted = Events(subscriber) + events;
        return Eventually.TrueAsync(() => Events(subscriber) >= wanted, $"{events} more events");
    }

    private static int Events(TopicRecorder subscriber) => subscriber.All.Count(m => m.Topic == Prefix + "event/front");

    private static async Task<long> FlaggedAsync(DeviceProcess device) => (await device.StatusAsync()).GetProperty("counters").GetProperty("flagged").GetInt64();

    private static string[] Settings(int port, TemporaryFolder folder) =>
    [
        "Device:Site=farm", "Device:Name=robot", "Broker:Embedded=false", "Mqtt:Host=127.0.0.1", $"Mqtt:Port={port}", "Mqtt:MaxBackoff=00:00:01",
        "Mqtt:DrainOnStop=00:01:00", "Camera:FramesPerSecond=10", "Camera:Width=320", "Camera:Height=192", "Explain:Enabled=false",
        "Flags:0:Kind=EveryNth", "Flags:0:Every=1", $"Outbox:Folder={folder.Path}",
    ];
}
