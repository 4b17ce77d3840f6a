using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Protocol;
using SegEdge.EdgeHost.Security;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>Who may do what on a broker with the shipped files.</summary>
public sealed class FleetSecurityTests
{
    private static readonly string[] Up = ["connection", "birth", "state", "event/front", "blob/front/mask", "live/front/mask", "gap", "audit", "cmd-res/hub"];
    private static readonly string[] Down = ["cmd/rebirth", "review/01J", "campaign/rules/night"];

    [Fact]
    public async Task TwoDevices_EachWriteOnlyTheirOwnTopics()
    {
        await using var broker = await FleetBroker.StartAsync();
        using var hub = await FleetBroker.ConnectAsync(await broker.HubAsync());
        var heard = await HearAsync(hub, "segedge/#");
        using var one = await FleetBroker.ConnectAsync(await broker.DeviceAsync("farm", "weeder-1"));
        using var two = await FleetBroker.ConnectAsync(await broker.DeviceAsync("farm", "weeder-2"));

        foreach (var (client, own, foreign) in new[] { (one, "farm/weeder-1", "farm/weeder-2"), (two, "farm/weeder-2", "farm/weeder-1") })
        {
            foreach (var suffix in Up) Assert.Equal("Success", await PublishAsync(client, $"segedge/v1/{own}/{suffix}", own));
            string[] forbidden =
            [
                .. Up.Concat(Down).Select(suffix => $"{foreign}/{suffix}"), .. Down.Select(suffix => $"{own}/{suffix}"), .. Up.Select(suffix => $"other/{own.Split('/')[1]}/{suffix}"),
                $"{own}/event", $"{own}/other", $"{own}", "farm/state", "hub/state",
            ];
            foreach (var topic in forbidden) Assert.Equal("NotAuthorized", await PublishAsync(client, $"segedge/v1/{topic}", "intruder"));
            Assert.Equal("NotAuthorized", await PublishAsync(client, "$SYS/broker/uptime", "intruder"));
            Assert.Equal("NotAuthorized", await PublishAsync(client, "anything", "intruder"));
        }

        await Eventually.TrueAsync(() => heard.Count >= 2 * Up.Length, "the hub hears what was allowed");
        Assert.DoesNotContain(heard, m => m.Body == "intruder");
        Assert.All(heard, m => Assert.StartsWith($"segedge/v1/{m.Body}/", m.Topic, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ADevice_ReadsWhatIsMeantForIt_AndNothingOfAnother()
    {
        await using var broker = await FleetBroker.StartAsync();
        using var hub = await FleetBroker.ConnectAsync(await broker.HubAsync());
        using var one = await FleetBroker.ConnectAsync(await broker.DeviceAsync("farm", "weeder-1"));
        using var two = await FleetBroker.ConnectAsync(await broker.DeviceAsync("farm", "weeder-2"));
        var heard = await HearAsync(one, "#");
        foreach (var suffix in Up) await PublishAsync(two, $"segedge/v1/farm/weeder-2/{suffix}", "two");
        foreach (var suffix in Up) await PublishAsync(one, $"segedge/v1/farm/weeder-1/{suffix}", "own");
        foreach (var suffix in Down) Assert.Equal("Success", await PublishAsync(hub, $"segedge/v1/farm/weeder-2/{suffix}", "two"));
        foreach (var suffix in Down) Assert.Equal("Success", await PublishAsync(hub, $"segedge/v1/farm/weeder-1/{suffix}", "down"));

        // The broker keeps the order: what was meant for the other would have come before the last of these.
        await Eventually.TrueAsync(() => heard.Any(m => m.Topic.EndsWith(Down[^1], StringComparison.Ordinal)), "the last message down");
        Assert.Equal(
            ["segedge/v1/farm/weeder-1/connection", .. Down.Select(suffix => $"segedge/v1/farm/weeder-1/{suffix}")], heard.Select(m => m.Topic));
    }

    // The broker goes by client ids for sessions, and a client chooses its own.
    [Fact]
    public async Task ADeviceThatTakesTheSessionOfAnotherOver_GetsNoneOfItsCommands()
    {
        await using var broker = await FleetBroker.StartAsync();
        using var hub = await FleetBroker.ConnectAsync(await broker.HubAsync());
        using (var one = await FleetBroker.ConnectAsync(await broker.DeviceAsync("farm", "weeder-1"), "segedge-farm-weeder-1"))
        {
            await one.SubscribeAsync("segedge/v1/farm/weeder-1/cmd/+", MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
            await one.DisconnectAsync(MqttClientDisconnectOptionsReason.NormalDisconnection, sessionExpiryInterval: 3600, cancellationToken: TestContext.Current.CancellationToken);
        }
        Assert.Equal("Success", await PublishAsync(hub, "segedge/v1/farm/weeder-1/cmd/pause", "secret"));

        var stolen = new ConcurrentQueue<(string Topic, string Body)>();
        using var two = await FleetBroker.ConnectAsync(await broker.DeviceAsync("farm", "weeder-2"), "segedge-farm-weeder-1", stolen);
        await two.SubscribeAsync("segedge/v1/farm/weeder-2/cmd/+", MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
        await PublishAsync(hub, "segedge/v1/farm/weeder-1/cmd/pause", "secret");
        await PublishAsync(hub, "segedge/v1/farm/weeder-2/cmd/pause", "own");
        await Eventually.TrueAsync(() => stolen.Any(m => m.Body == "own"), "its own command, after all that was queued");
        Assert.DoesNotContain(stolen, m => m.Body == "secret");
    }

    [Fact]
    public async Task TheHub_WritesOnlyWhatGoesDown()
    {
        await using var broker = await FleetBroker.StartAsync();
        using var hub = await FleetBroker.ConnectAsync(await broker.HubAsync());
        foreach (var suffix in Down) Assert.Equal("NoMatchingSubscribers", await PublishAsync(hub, $"segedge/v1/farm/weeder-1/{suffix}", "x"));
        foreach (var suffix in Up) Assert.Equal("NotAuthorized", await PublishAsync(hub, $"segedge/v1/farm/weeder-1/{suffix}", "x"));
    }

    [Fact]
    public async Task ADevice_WithItsCertificate_DeliversItsEvents()
    {
        await using var broker = await FleetBroker.StartAsync();
        using var hub = await FleetBroker.ConnectAsync(await broker.HubAsync());
        var heard = await HearAsync(hub, "segedge/#");
        var options = await broker.DeviceAsync("farm", "robot");
        await using var device = await DeviceProcess.StartAsync(
            "Device:Site=farm", "Device:Name=robot", "Broker:Embedded=false", "Mqtt:Host=127.0.0.1", $"Mqtt:Port={broker.Port}", "Mqtt:Tls:Enabled=true",
            $"Mqtt:Tls:CaFile={options.Tls.CaFile}", $"Mqtt:Tls:CertificateFile={options.Tls.CertificateFile}", $"Mqtt:Tls:KeyFile={options.Tls.KeyFile}",
            "Camera:FramesPerSecond=5", "Camera:Width=320", "Camera:Height=192", "Explain:Enabled=false");
        await device.TriggerAsync();
        foreach (var suffix in new[] { "birth", "event/front", "blob/front/mask", "blob/front/thumb" })
            await Eventually.TrueAsync(() => heard.Any(m => m.Topic == $"segedge/v1/farm/robot/{suffix}"), $"{suffix} ({device.Process.Output})");
    }

    [Theory]
    [InlineData("foreign")]
    [InlineData("expired")]
    [InlineData("none")]
    public async Task AClientThatDoesNotBelong_IsRefused_AndLearnsWhy(string kind)
    {
        await using var broker = await FleetBroker.StartAsync(days: 100);
        var now = DateTimeOffset.UtcNow;
        var options = kind switch
        {
            "foreign" => broker.Odd("stranger", now, 30, foreign: true),
            "none" => broker.Options(null),
            _ => broker.Odd("late", now.AddDays(-90), 30),
        };
        string[] words = kind switch
        {
            "foreign" => ["refused this device's certificate 'CN=farm/stranger', issued by 'CN=SegEdge CA farm'", "'segedge keys device'"],
            "none" => ["asks for a certificate", "Mqtt:Tls:CertificateFile"],
            _ => ["expired at", "'segedge keys device'"],
        };
        await RefusedAsync(options, words);
        Assert.DoesNotContain("New client connected", broker.Log, StringComparison.Ordinal);
    }

    // Our own check would keep an expired certificate at home; the broker must refuse it all the same.
    [Fact]
    public async Task AnExpiredCertificate_IsRefusedByTheBrokerItself()
    {
        await using var broker = await FleetBroker.StartAsync(days: 100);
        var options = broker.Odd("late", DateTimeOffset.UtcNow.AddDays(-90), 30);
        var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(options.Tls.CertificateFile!, options.Tls.KeyFile);
        using var client = new MqttClientFactory().CreateMqttClient();
        var builder = new MqttClientOptionsBuilder().WithBroker("127.0.0.1", broker.Port)
            .WithTlsOptions(o => o.UseTls().WithClientCertificates([certificate]).WithCertificateValidationHandler(_ => true));
        await Assert.ThrowsAnyAsync<Exception>(() => client.ConnectAsync(builder.Build(), TestContext.Current.CancellationToken));
        await Eventually.TrueAsync(() => broker.Log.Contains("certificate verify failed", StringComparison.Ordinal), $"the broker's word ({broker.Log})");
    }

    [Theory]
    [InlineData("foreign CA", "which is not in", "Mqtt:Tls:CaFile")]
    [InlineData("expired", "is not valid now", "'segedge keys server'")]
    [InlineData("wrong name", "its certificate is for 'broker.example', expected '127.0.0.1'", "Mqtt:Tls:ServerName")]
    [InlineData("no server", "is not for servers", "'segedge keys server'")]
    [InlineData("no TLS", "MQTT broker 127.0.0.1", "8883")]
    public async Task ABrokerThatCannotProveItself_IsRefused_WithTheReason(string kind, params string[] words)
    {
        var now = DateTimeOffset.UtcNow;
        if (kind == "no TLS")
        {
            await using var clear = await MosquittoProcess.StartAsync();
            await RefusedAsync(new MqttOptions { Host = "127.0.0.1", Port = clear.Port, MaxBackoff = TimeSpan.FromSeconds(1), Tls = new() { Enabled = true } }, words);
            return;
        }
        await using var broker = await FleetBroker.StartAsync(folder =>
        {
            using var authority = kind == "foreign CA"
                ? SiteAuthority.Create(Directory.CreateDirectory(folder.File("other")), "farm", 3000, now) : SiteAuthority.Open(new(folder.Path));
            var (_, pem, key) = authority.Issue(
                kind == "no server" ? CertificateRole.Hub : CertificateRole.Server, "localhost", kind == "wrong name" ? ["broker.example"] : ["localhost", "127.0.0.1"],
                30, kind == "expired" ? now.AddDays(-90) : now);
            NewFile.Write(folder.File("localhost.pem"), pem);
            NewFile.WritePrivate(folder.File("localhost.key"), key);
        }, days: 100);
        await RefusedAsync(broker.Options(null), words);
        if (kind == "wrong name")
            using (await FleetBroker.ConnectAsync(await broker.HubAsync() is var hub ? hub with { Tls = hub.Tls with { ServerName = "broker.example" } } : hub)) { }
    }

    private static async Task RefusedAsync(MqttOptions options, string[] words)
    {
        var outbox = new MemoryOutbox(1 << 20, TimeProvider.System);
        var identity = new DeviceIdentity("farm", "stranger", DeviceIdentity.NewBootId());
        var publisher = new MqttPublisher(options, identity, outbox, () => throw new InvalidOperationException("never connected"),
            () => throw new InvalidOperationException("never connected"), TimeProvider.System, NullLogger<MqttPublisher>.Instance);
        using var stop = new CancellationTokenSource();
        var running = publisher.RunAsync(stop.Token);
        await Eventually.TrueAsync(() => publisher.Status.LastError is not null, "an error");
        var said = publisher.Status.LastError!;
        await stop.CancelAsync();
        await running.WaitAsync(Eventually.Patience);
        Assert.All(words, word => Assert.Contains(word, said, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, publisher.Status.Reconnects);
    }

    private static async Task<ConcurrentQueue<(string Topic, string Body)>> HearAsync(IMqttClient client, string filter)
    {
        var heard = new ConcurrentQueue<(string, string)>();
        client.ApplicationMessageReceivedAsync += e =>
        {
            heard.Enqueue((e.ApplicationMessage.Topic, e.ApplicationMessage.ConvertPayloadToString()));
            return Task.CompletedTask;
        };
        await client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
        return heard;
    }

    private static async Task<string> PublishAsync(IMqttClient client, string topic, string body)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Eventually.Patience);
        return (await client.PublishStringAsync(topic, body, MqttQualityOfServiceLevel.AtLeastOnce, retain: false, patience.Token)).ReasonCode.ToString();
    }
}
