using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>Against a real Mosquitto: what the browser lists came over the wire.</summary>
public sealed class MqttArchiveFeedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EventsAndBlobs_ReachTheArchive_WithTheirHashesChecked()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var host = await ListeningHostAsync(broker);
        using var device = await DeviceAsync(broker);
        var sample = SampleEvent.Of(Scene.Drawn(0));
        await PublishEventAsync(device, sample.Utf8());
        foreach (var (kind, type, bytes) in sample.Blobs) await PublishBlobAsync(device, kind, type, bytes, SampleEvent.HashOf(bytes));
        await PublishBlobAsync(device, "mask", "image/png", [1, 2, 3], new string('a', 64));
        await UntilAsync(() => host.Archive.Counts is { Events: 1, Blobs: 3, RefusedBlobs: 1 });
        Assert.Equal(3, host.Archive.FindEvent(sample.Id)!.BlobsHere.Count);
        var mask = sample.Blobs.Single(b => b.Kind == "mask").Bytes;
        Assert.Equal(mask, host.Archive.FindBlob(SampleEvent.HashOf(mask))!.Bytes.ToArray());
        Assert.Equal("image/png", host.Archive.FindBlob(SampleEvent.HashOf(mask))!.ContentType);
    }

    [Fact]
    public async Task AnEventThatNamesAnotherDevice_OrIsNone_IsRefusedAndCounted()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var host = await ListeningHostAsync(broker);
        using var device = await DeviceAsync(broker);
        var foreign = SampleEvent.Of(Scene.Drawn(0));
        foreign.Json["device"] = "somebody-else";
        await PublishEventAsync(device, foreign.Utf8());
        await PublishEventAsync(device, "not json"u8.ToArray());
        await PublishEventAsync(device, new byte[70_000]);
        await UntilAsync(() => host.Archive.Counts.RefusedEvents == 3);
        Assert.Empty(host.Archive.List(10));
    }

    [Fact]
    public async Task AfterABrokerRestart_TheFeedComesBack_AndSaysWhatItKnows()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var host = await ListeningHostAsync(broker);
        var feed = host.Services.GetRequiredService<MqttArchiveFeed>();
        await broker.StopAsync();
        await UntilAsync(() => !feed.Broker.Connected);
        Assert.Contains($"{broker.Port}", feed.Broker.Detail, StringComparison.Ordinal);
        await broker.StartAgainAsync();
        await UntilAsync(() => feed.Broker.Connected);
        using var device = await DeviceAsync(broker);
        await PublishEventAsync(device, SampleEvent.Of(Scene.Drawn(0)).Utf8());
        await UntilAsync(() => host.Archive.Counts.Events == 1);
    }

    private static async Task<DashboardHost> ListeningHostAsync(MosquittoProcess broker)
    {
        var options = new MqttFeedOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "dashboard-test" };
        var host = await DashboardHost.StartAsync(services: s => s.AddMqttArchiveFeed(options));
        var feed = host.Services.GetRequiredService<MqttArchiveFeed>();
        await UntilAsync(() => feed.Broker.Connected);
        return host;
    }

    private static async Task<IMqttClient> DeviceAsync(MosquittoProcess broker)
    {
        var device = new MqttClientFactory().CreateMqttClient();
        await device.ConnectAsync(new MqttClientOptionsBuilder().WithBroker("127.0.0.1", broker.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500).WithClientId("device").Build(), Ct);
        return device;
    }

    private static async Task PublishEventAsync(IMqttClient device, byte[] json) =>
        await device.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic("segedge/v1/harbour-north/rover-07/event/front").WithContentType("application/json")
        .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithPayload(json).Build(), Ct);

    private static async Task PublishBlobAsync(IMqttClient device, string kind, string type, byte[] bytes, string sha256) =>
        await device.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic($"segedge/v1/harbour-north/rover-07/blob/front/{kind}").WithContentType(type)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithPayload(bytes)
            .WithUserProperty("event", "01K0000000000000000000000A"u8.ToArray())
            .WithUserProperty("sha256", System.Text.Encoding.UTF8.GetBytes(sha256)).Build(), Ct);

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 1000 && !condition(); i++) await Task.Delay(20, Ct);
        Assert.True(condition());
    }
}
