using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>A link that comes back: a backlog on the disk goes to a real Mosquitto without a rate limit; in turn with a bare MQTTnet client that sends equal
/// messages out of an array, as many at once, and remembers nothing. The clock runs from the connection to the last answer. A subscriber counts what
/// arrives; it runs on the same machine and takes its share of the processor.</summary>
internal static class OutboxDrainCost
{
    private const int Events = 100_000, Window = 32;
    private const long CapBytes = 4L << 30;

    public static void Run(int rounds)
    {
        rounds = Math.Min(rounds, 3); // 100,000 events a round and side
        foreach (var heard in new[] { false, true }) RunAsync(rounds, heard).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(int rounds, bool heard)
    {
        var (bare, disk) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            bare.Add(await InTurnAsync(heard, Bare));
            using var folder = new TemporaryFolder();
            await using var outbox = new SqliteOutbox(folder.Path, CapBytes, Identity(), TimeProvider.System, NullLogger<SqliteOutbox>.Instance);
            await OutboxFill.RunAsync(outbox, Events, blobs: 0);
            disk.Add(await InTurnAsync(heard, port => Drain(port, outbox)));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Events:N0} events to Mosquitto, {(heard ? "one subscriber" : "no subscriber")}, {rounds} rounds in turn: bare client {Median(bare):N0}/s, off the disk {Median(disk):N0}/s"));
    }

    private static async Task<double> InTurnAsync(bool heard, Func<int, Func<Task<TimeSpan>>> prepare)
    {
        await using var broker = await MosquittoProcess.StartQuietAsync();
        using var subscriber = heard ? new MqttClientFactory().CreateMqttClient() : null;
        var arrived = 0;
        if (subscriber is not null)
        {
            subscriber.ApplicationMessageReceivedAsync += _ =>
            {
                Interlocked.Increment(ref arrived);
                return Task.CompletedTask;
            };
            await subscriber.ConnectAsync(Client(broker.Port));
            await subscriber.SubscribeAsync("segedge/+/+/+/event/#", MqttQualityOfServiceLevel.AtMostOnce);
        }

        var took = await prepare(broker.Port)();
        if (heard) await Eventually.TrueAsync(() => arrived == Events, $"{Events} events at the subscriber, {arrived} so far");
        return Events / took.TotalSeconds;
    }

    private static Func<Task<TimeSpan>> Drain(int port, SqliteOutbox outbox) => async () =>
    {
        using var stop = new CancellationTokenSource();
        var options = new MqttOptions { Host = "127.0.0.1", Port = port, Window = Window, BacklogMessagesPerSecond = 0, BacklogBytesPerSecond = 0 };
        var publisher = new MqttPublisher(options, Identity(), outbox, Birth, Health, TimeProvider.System, NullLogger<MqttPublisher>.Instance);
        var running = publisher.RunAsync(stop.Token);
        while (!publisher.Status.Connected) await Task.Delay(1);
        var start = Stopwatch.GetTimestamp();
        while (outbox.Snapshot().Rows > 0) await Task.Delay(5);
        var took = Stopwatch.GetElapsedTime(start);
        await stop.CancelAsync();
        await running;
        return took;
    };

    private static Func<Task<TimeSpan>> Bare(int port) => async () =>
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(Client(port));
        var body = JsonSerializer.SerializeToUtf8Bytes(BenchmarkEvents.Entry(1, 0).Stamp("epoch", 1, new HashSet<OutboxBlob>()), TelemetryJson.Default.EventMessage);
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Window).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) < Events)
                await client.PublishBinaryAsync("segedge/v1/site/device/event/front", body, MqttQualityOfServiceLevel.AtLeastOnce);
        }));
        return Stopwatch.GetElapsedTime(start);
    };

    private static MqttClientOptions Client(int port) =>
        new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500).Build();

    private static double Median(List<double> of) => of.Order().ElementAt(of.Count / 2);

    private static DeviceIdentity Identity() => new("site", "device", DeviceIdentity.NewBootId());

    private static BirthMessage Birth() => new()
    {
        Software = "benchmark",
        Model = new() { Name = "field", Version = "1.0", Sha256 = new('0', 64), Provider = "CPU" },
        Classes = [],
        Cameras = [],
        FlagRules = [],
    };

    private static DeviceHealth Health() => new() { UptimeS = 1, Fps = 30, Clock = ClockSource.Ntp, Mode = DeviceMode.Normal };
}
