using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

public sealed class DashboardStreamTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_TellsOfNewEvents_ThenOfTheirBlobs_AndResumes()
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = host.Client();
        var sample = SampleEvent.Of(Scene.Drawn(0));
        string place;
        using (var stream = new SseReader(await client.GetStreamAsync("/api/events/stream", Ct)))
        {
            place = (await stream.NextAsync(Ct)).Id;
            host.Archive.AddEvent(sample.Utf8());
            var flagged = await stream.NextAsync(Ct);
            Assert.Equal("flagged", flagged.Kind);
            Assert.Equal(sample.Id, EventIdOf(flagged.Data));
        }
        var thumb = sample.Blobs[0];
        host.Archive.AddBlob(SampleEvent.HashOf(thumb.Bytes), thumb.Type, thumb.Bytes);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events/stream");
        request.Headers.Add("Last-Event-ID", place);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var resumed = new SseReader(await answer.Content.ReadAsStreamAsync(Ct));
        Assert.Equal("hello", (await resumed.NextAsync(Ct)).Kind);
        var missed = await resumed.NextAsync(Ct);
        Assert.Equal("flagged", missed.Kind); // never seen by this browser, though it changed since
        Assert.Contains(SampleEvent.HashOf(thumb.Bytes), missed.Data, StringComparison.Ordinal);
        var mask = sample.Blobs[1];
        host.Archive.AddBlob(SampleEvent.HashOf(mask.Bytes), mask.Type, mask.Bytes);
        Assert.Equal("updated", (await resumed.NextAsync(Ct)).Kind);
    }

    [Fact]
    public async Task Stream_AsksToLoadAnew_WhereThePlaceIsOfAnotherRun()
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = host.Client();
        using var stream = new SseReader(await client.GetStreamAsync("/api/events/stream?after=0123456789ab.17", Ct));
        Assert.Equal("reset", (await stream.NextAsync(Ct)).Kind);
    }

    [Fact]
    public async Task Live_SendsJsonJpegAndMasks_OnlyWhileSomebodyWatches()
    {
        await using var host = await DashboardHost.StartAsync();
        Assert.False(host.Frames.Wanted);
        using (var socket = await ConnectAsync(host))
        {
            await UntilWantedAsync(host);
            var scene = Scene.Drawn(0);
            host.Frames.Publish(LivePump.PictureOf(scene, 7));
            var parts = Split(await ReceiveAsync(socket));
            Assert.Equal(7, JsonDocument.Parse(parts[0]).RootElement.GetProperty("frame").GetInt64());
            Assert.Equal(scene.Jpeg, parts[1]);
            Assert.Equal(scene.Mask, parts[2]);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Ct).WaitAsync(Eventually.Patience, Ct);
        }
        await UntilWantedAsync(host, wanted: false);
    }

    [Fact]
    public async Task Live_ASlowViewerSkips_AndNeverGetsAQueue()
    {
        await using var host = await DashboardHost.StartAsync();
        using var socket = await ConnectAsync(host, "?ack=1");
        await UntilWantedAsync(host);
        var scene = Scene.Drawn(0);
        List<long> seen = [];
        for (var number = 1; number <= 40; number++)
        {
            host.Frames.Publish(LivePump.PictureOf(scene, number));
            if (number <= 2) seen.Add(FrameOf(await ReceiveAsync(socket)));
        }
        // Two are under way unanswered: whatever came since, one answer releases exactly the newest.
        await socket.SendAsync("1"u8.ToArray(), WebSocketMessageType.Text, true, Ct);
        seen.Add(FrameOf(await ReceiveAsync(socket)));
        Assert.Equal([1, 2, 40], seen);
    }

    [Fact]
    public async Task Live_RefusesOtherSites()
    {
        await using var host = await DashboardHost.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "http://evil.example");
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(LiveAddress(host, ""), Ct));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        Assert.False(host.Frames.Wanted);
    }

    [Fact]
    public async Task TheHostStopsAtOnce_ThoughBrowsersListen()
    {
        // A host that waits for them ends by itself only after our patience.
        var host = await DashboardHost.StartAsync(services: s => s.Configure<HostOptions>(options => options.ShutdownTimeout = 2 * Eventually.Patience));
        using var client = host.Client();
        using var stream = new SseReader(await client.GetStreamAsync("/api/events/stream", Ct));
        using var socket = await ConnectAsync(host);
        await UntilWantedAsync(host);
        await host.DisposeAsync().AsTask().WaitAsync(Eventually.Patience, Ct);
    }

    private static async Task<ClientWebSocket> ConnectAsync(DashboardHost host, string query = "")
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(LiveAddress(host, query), Ct);
        return socket;
    }

    private static Uri LiveAddress(DashboardHost host, string query) => new($"ws://{host.Address.Authority}/api/live{query}");

    private static async Task<byte[]> ReceiveAsync(ClientWebSocket socket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(), Ct).AsTask().WaitAsync(Eventually.Patience, Ct);
            message.Write(buffer.AsSpan(0, read.Count));
            if (read.EndOfMessage) return message.ToArray();
        }
    }

    private static List<byte[]> Split(byte[] message)
    {
        List<byte[]> parts = [];
        for (var at = 0; at < message.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at));
            parts.Add(message[(at + 4)..(at + 4 + length)]);
            at += 4 + length;
        }
        return parts;
    }

    private static long FrameOf(byte[] message) => JsonDocument.Parse(Split(message)[0]).RootElement.GetProperty("frame").GetInt64();

    private static string EventIdOf(string data) =>
        JsonDocument.Parse(data).RootElement.GetProperty("event").GetProperty("eventId").GetString()!;

    private static Task UntilWantedAsync(DashboardHost host, bool wanted = true) =>
        Eventually.TrueAsync(() => host.Frames.Wanted == wanted, wanted ? "somebody watches" : "nobody watches");
}
