using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SegEdge.Fleet.Hub;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>Bundles of 20 kB (a card, a mask, a heat map, a thumbnail) of many devices through a real Mosquitto into a hub's store, for as many seconds as the argument
/// says. Publishers, broker, hub and database share the machine. What counts is committed and flushed; receipts are signed and sent. In the end the checker of the fault
/// tests holds what is in the store against what the broker took.</summary>
internal static class HubIngest
{
    private const int Devices = 48, Lanes = 8;

    // Published and not yet kept: what a hub that keeps up never sees.
    private const int MostAhead = 200;

    // As measured: telemetry design, section 4.
    private static readonly (BlobKind Kind, int Bytes)[] Blobs = [(BlobKind.Mask, 5000), (BlobKind.Heat, 2000), (BlobKind.Thumb, 12_000)];

    public static void Run(int seconds)
    {
        RunAsync("SQLite and packs", seconds, folder => Task.FromResult<(IFleetStore, IAsyncDisposable?)>((new EmbeddedFleetStore(folder, TimeProvider.System), null))).GetAwaiter().GetResult();
        RunAsync("PostgreSQL", seconds, async _ =>
        {
            var server = await PostgresProcess.StartAsync();
            return (await PostgresFleetStore.OpenAsync(await server.NewDatabaseAsync(), TimeProvider.System), server);
        }).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(string what, int seconds, Func<string, Task<(IFleetStore, IAsyncDisposable?)>> open)
    {
        using var folder = new TemporaryFolder();
        await using var broker = await MosquittoProcess.StartWithAsync(port => [$"listener {port} 127.0.0.1", "allow_anonymous true", "max_inflight_messages 0", "max_queued_messages 0", "set_tcp_nodelay true"], "warning");
        var (store, server) = await open(folder.File("store"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var mqtt = new MqttOptions { Host = "127.0.0.1", Port = broker.Port };
        using var hub = new SiteHub(new(), mqtt, store, new(key, "hub-1", folder.Path, TimeProvider.System), folder.Path, TimeProvider.System, NullLogger<SiteHub>.Instance);
        using var stop = new CancellationTokenSource();
        var running = hub.RunAsync(stop.Token);
        while (!hub.Status.Connected) await Task.Delay(10);

        using var ended = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var (start, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        // Publishers wait for the hub and not only for the broker: what is measured is what can go on for ever.
        var sent = new StrongBox<long>();
        using var journal = new IngestJournal(folder.File("journal"));
        using var memory = new MemorySamples(TimeSpan.FromSeconds(seconds));
        var published = (await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => PublishAsync(lane, broker.Port, journal, () => Interlocked.Increment(ref sent.Value) - hub.Counters.Events, ended.Token)))).Sum();
        while (hub.Counters.Events < published || hub.Counters.Blobs < published * Blobs.Length) await Task.Delay(10);
        var (took, worked) = (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        await stop.CancelAsync();
        await running;
        var counters = hub.Counters;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {published / took:N0} bundles a second over {took:N0} s, {published / worked:N0} for each second of processor time of hub and publishers ({published:N0} bundles, "
            + $"{counters.Commits:N0} commits, {counters.Receipts:N0} receipts, {counters.Unreadable} unreadable; MB with the publishers {memory})"));
        journal.Dispose();
        Console.WriteLine($"  {await IngestHistory.CheckAsync(journal, store)}");
        await store.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
    }

    /// <param name="ahead">Counts one more, and tells how many are published and not kept.</param>
    private static async Task<long> PublishAsync(int lane, int port, IngestJournal journal, Func<long> ahead, CancellationToken ended)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithBroker("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500).Build(), CancellationToken.None);
        var (random, published) = (new Random(lane), 0L);
        string[] epochs = [.. Enumerable.Range(0, Devices / Lanes).Select(_ => Ulid.NewUlid().ToString())];
        for (; !ended.IsCancellationRequested; published++)
        {
            var (device, seq) = (lane + (Lanes * (published % (Devices / Lanes))), 1 + (published / (Devices / Lanes)));
            await BundleAsync(client, random, $"device-{device}", epochs[device / Lanes], seq, journal);
            if (ahead() > MostAhead) await Task.Delay(10, CancellationToken.None);
        }

        return published;
    }

    private static async Task BundleAsync(IMqttClient client, Random random, string device, string epoch, long seq, IngestJournal journal)
    {
        var entry = BenchmarkEvents.Entry((int)seq, 0).Stamp(epoch, seq, new HashSet<OutboxBlob>());
        var bodies = Blobs.Select(blob => (blob.Kind, Body: Bytes(random, blob.Bytes))).Select(blob => (blob.Kind, blob.Body, Hash: Convert.ToHexStringLower(SHA256.HashData(blob.Body)))).ToArray();
        var card = entry with
        {
            EventId = EventMessage.NewId(TimeProvider.System),
            Site = "site",
            Device = device,
            Blobs = [.. bodies.Select(blob => new BlobInfo { Kind = blob.Kind, Sha256 = blob.Hash, Bytes = blob.Body.Length, Type = ContentTypes.Png, State = BlobState.Stored })],
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(card, TelemetryJson.Default.EventMessage);
        var topics = new Topics("site", device);
        MqttApplicationMessage[] messages =
        [
            Message(topics.Event(card.Frame.Camera), json, ContentTypes.Json).Build(),
            .. bodies.Select(blob => Message(topics.Blob(card.Frame.Camera, blob.Kind), blob.Body, ContentTypes.Png).WithUserProperty(WireProperty.Epoch, Utf8(epoch))
                .WithUserProperty(WireProperty.Event, Utf8(card.EventId)).WithUserProperty(WireProperty.Sha256, Utf8(blob.Hash)).Build()),
        ];
        await Task.WhenAll(messages.Select(message => client.PublishAsync(message)));
        journal.Note(epoch, seq, card.EventId, Convert.ToHexStringLower(SHA256.HashData(json)), bodies.Select(blob => blob.Hash));
    }

    private static MqttApplicationMessageBuilder Message(string topic, byte[] body, string type) =>
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(body).WithContentType(type).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
