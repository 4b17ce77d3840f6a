using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using SegEdge.Fleet.Hub;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Tests.Hub;

public sealed class LiveMasksTests
{
    private static readonly CameraAddress Front = new("site-1", "rover.2", "front"), Rear = new("site-1", "rover.2", "rear");
    private static readonly byte[] Png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3];

    private readonly FakeTimeProvider _time = new();
    private readonly DevicePresence _presence = new();
    private readonly List<(CameraAddress Camera, int Seconds)> _asked = [];
    private readonly LiveMasks _live;
    private bool _isSent = true;

    public LiveMasksTests()
    {
        _live = new(_presence, mayAsk: true, _time);
        Connection(ConnectionState.Online);
    }

    [Fact]
    public async Task ALease_IsRenewedWhileSomebodyLooks_AndEndedAfterwards()
    {
        for (var second = 0; second < 120; second++)
        {
            _live.Look([Front], 0);
            Take(Mask(Front));
            await RenewAsync();
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        // Of 60 s, renewed when 20 are left.
        Assert.Equal([(Front, 60), (Front, 60), (Front, 60)], _asked);

        _asked.Clear();
        _time.Advance(LiveMasks.Attention - TimeSpan.FromSeconds(1));
        await RenewAsync();
        Assert.DoesNotContain((Front, 0), _asked);
        _time.Advance(TimeSpan.FromSeconds(1.1));
        await RenewAsync();
        await RenewAsync();
        Assert.Single(_asked, (Front, 0));
        Assert.Empty(Assert.Single(_live.Look([Front], 0).Changed).Masks);
    }

    [Fact]
    public async Task ADeviceThatStartedAnew_IsAskedAgain_AndNoneThatIsSlowOrRefuses()
    {
        _live.Look([Front], 0);
        await RenewAsync();
        _live.Refused("site-1", "rover.2", "not now");
        for (var second = 0; second < 12; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _live.Look([Front], 0);
            await RenewAsync();
        }
        Assert.Equal([(Front, 60)], _asked);
        Connection(ConnectionState.Online, boot: "boot-2");
        await RenewAsync();
        Assert.Equal([(Front, 60), (Front, 60)], _asked);
    }

    [Fact]
    public async Task WhatCouldNotBeSent_IsSentNextTime()
    {
        _live.Look([Front], 0);
        _isSent = false;
        await RenewAsync();
        _isSent = true;
        await RenewAsync();
        await RenewAsync();
        Assert.Equal([(Front, 60), (Front, 60)], _asked);
    }

    [Fact]
    public void OnlyTheNewestMaskOfEachHead_IsShown_AndOnlyOfWhatIsLookedAt()
    {
        var (before, _) = _live.Look([Front], 0);
        Take(Mask(Rear));
        Take(Mask(Front, "road", Png));
        Take(Mask(Front, "lane", [.. Png, 7]));
        Take(Mask(Front, "road", [.. Png, 8]));
        _time.Advance(TimeSpan.FromSeconds(2));

        var (upTo, changed) = _live.Look([Front, Rear], before);
        var front = Assert.Single(changed, one => one.Address == Front);
        Assert.Equal([("road", 8), ("lane", 7)], front.Masks.Select(mask => (mask.Head!, (int)mask.Png.Span[^1])));
        Assert.Equal(TimeSpan.FromSeconds(2), front.Age);
        Assert.Empty(Assert.Single(changed, one => one.Address == Rear).Masks);
        Assert.Empty(_live.Look([Front, Rear], upTo).Changed);
    }

    [Fact]
    public void WhatIsNoMask_IsPassedOver()
    {
        _live.Look([Front], 0);
        Take(Mask(Front, null, new byte[100]));
        Take(Mask(Front, null, [.. Png, .. new byte[64 << 10]]));
        for (var head = 0; head < 20; head++) Take(Mask(Front, $"head-{head}", Png));
        Assert.Equal(8, Assert.Single(_live.Look([Front], 0).Changed).Masks.Count);
    }

    [Fact]
    public async Task WhyNothingComes_IsSaid()
    {
        Connection(ConnectionState.Broken);
        _live.Look([Front], 0);
        await RenewAsync();
        Assert.Empty(_asked);
        Assert.Contains("not at the broker", Problem(), StringComparison.Ordinal);

        Connection(ConnectionState.Online);
        await RenewAsync();
        Assert.Null(Problem());
        _live.Refused("site-1", "rover.2", "key 'hub-1' is not known here");
        Assert.Contains("key 'hub-1' is not known here", Problem(), StringComparison.Ordinal);
        Take(Mask(Front));
        Assert.Null(Problem());

        var keyless = new LiveMasks(_presence, mayAsk: false, _time);
        Assert.Contains("Hub:KeyFile", Assert.Single(keyless.Look([Front], 0).Changed).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoWaits_IsWokenByAMask_AndBoundedAreTheCameras()
    {
        var (upTo, _) = _live.Look([Front], 0);
        var waiting = _live.WaitAsync(upTo, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        Take(Mask(Front));
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        _live.Look(Enumerable.Range(0, LiveMasks.MostCameras - 1).Select(i => new CameraAddress("site-1", $"d{i}", "front")), 0);
        Assert.Contains("live at this hub already", Assert.Single(_live.Look([Rear], 0).Changed).Problem, StringComparison.Ordinal);
        // A page of the hub that was here before this one.
        Assert.Single(_live.Look([Front], 1_000_000).Changed);
    }

    private string? Problem() => Assert.Single(_live.Look([Front], 0).Changed).Problem;

    private Task RenewAsync() => _live.RenewAsync((camera, seconds) =>
    {
        _asked.Add((camera, seconds));
        return Task.FromResult(_isSent);
    });

    private void Connection(ConnectionState state, string boot = "boot") => _presence.Note(new("site-1", "rover.2", ReportKind.Connection,
        JsonSerializer.SerializeToUtf8Bytes(new ConnectionMessage { State = state, BootId = boot, Session = 1, Utc = _time.GetUtcNow() }, TelemetryJson.Default.ConnectionMessage), _time.GetUtcNow()));

    private void Take(MqttApplicationMessage message)
    {
        Assert.True(Topics.TryParse(message.Topic, out var address));
        _live.Take(address, message);
    }

    private static MqttApplicationMessage Mask(CameraAddress camera, string? head = null, byte[]? png = null) => new()
    {
        Topic = new Topics(camera.Site, camera.Device).LiveMask(camera.Camera),
        Payload = new(png ?? Png),
        UserProperties = head is null ? [] : [new(WireProperty.Head, (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(head))],
    };
}
