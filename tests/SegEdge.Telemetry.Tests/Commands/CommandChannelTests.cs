using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry.Contract;
using SegEdge.Telemetry.Tests.Mqtt;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Commands;

/// <summary>Commands from somebody at a real Mosquitto to a device and back.</summary>
public sealed class CommandChannelTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Operator _hub = new();
    private readonly List<IAsyncDisposable> _ends = [];
    private readonly CommandKeys _keys;
    private MosquittoProcess _broker = null!;
    private DeviceUnderTest _device = null!;
    private CommandSender _desk = null!;
    private string? _withClip;
    private AuditTrail _trail = null!;
    private ClockSource _clock = ClockSource.Ntp;

    public CommandChannelTests() => _keys = _hub.Pinned();

    private MemoryOutbox Outbox => (MemoryOutbox)_device.Outbox;

    private string AuditPath => Path.Combine(_folder.Path, AuditFile.Name);

    public async ValueTask InitializeAsync()
    {
        _broker = await MosquittoProcess.StartAsync();
        _ends.Add(_broker);
        var outbox = new MemoryOutbox(16 << 20, TimeProvider.System, rules: new(ConfirmBy.Archive));
        _device = new DeviceUnderTest(_broker.Port, outbox: outbox, commands: Commands);
        _ends.Add(_device);
        await _device.ConnectsAsync();
        _desk = await CommandSender.StartAsync(_broker.Port, _hub, _device.Identity);
        _ends.Add(_desk);
        // The device is listening once it has answered.
        await Eventually.TrueAsync(async () =>
        {
            await _desk.AskAsync(CommandName.Rebirth);
            return true;
        }, "the first answer");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var end in Enumerable.Reverse(_ends)) await end.DisposeAsync();
        _trail.Dispose();
        _keys.Dispose();
        _hub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task WhenAskedForABirth_ItComesAgain_AndTheAnswerValidates_AndEchoesTheCorrelation()
    {
        var births = _desk.Answers.Of(TopicKind.Birth).Length;
        var raw = await _desk.AskRawAsync(CommandName.Rebirth, _hub.Sign(CommandName.Rebirth, to: _device.Identity));
        var answer = Listener.Read(raw, TelemetryJson.Default.CommandResult);
        Assert.Equal((CommandStatus.Done, "rebirth", _device.Identity.BootId), (answer.Status, answer.Cmd, answer.BootId));
        Assert.Equal((_device.Identity.Topics.CommandResult("test-desk"), 60u), (raw.Topic, raw.MessageExpiryInterval));
        Assert.Empty(JsonSchemaCheck.Validate(Repository.Path("docs/contract/result.schema.json"), Encoding.UTF8.GetString(raw.Payload.ToArray())));
        await _desk.Answers.HearsAsync(TopicKind.Birth, births + 1);
        await IsAuditedAsync(AuditAction.CommandAccepted, "rebirth", "key:hub-1", answer.Jti!);
    }

    [Fact]
    public async Task WhenTheKeyIsWrong_ItIsRefused_Audited_AndAnswered()
    {
        using var impostor = new Operator();
        using var stranger = new Operator("stranger");
        await IsRefusedAsync(CommandReason.BadSignature, impostor.Sign(CommandName.Rebirth, to: _device.Identity), "unproved:hub-1");
        await IsRefusedAsync(CommandReason.UnknownKey, stranger.Sign(CommandName.Rebirth, to: _device.Identity), "unproved:stranger");
    }

    [Fact]
    public async Task WhenItIsExpired_Replayed_ForAnotherDevice_OrNonsense_ItIsRefused_Audited_AndAnswered()
    {
        var claims = _hub.Claims(CommandName.Rebirth, to: _device.Identity);
        await IsRefusedAsync(CommandReason.Expired, _hub.Sign(claims with { Iat = claims.Iat - 60, Exp = claims.Exp - 60 }), "unproved:hub-1");
        var good = _hub.Sign(CommandName.Rebirth, to: _device.Identity);
        Assert.Equal(CommandStatus.Done, (await _desk.AskAsync(CommandName.Rebirth, good)).Status);
        await IsRefusedAsync(CommandReason.Replayed, good, "unproved:hub-1");
        await IsRefusedAsync(CommandReason.WrongTarget, _hub.Sign(CommandName.Rebirth, to: new("site-1", "rover.3", "b")), "unproved:hub-1");
        await IsRefusedAsync(CommandReason.Malformed, "nonsense"u8.ToArray(), "unknown");
        await IsRefusedAsync(CommandReason.TooLarge, new byte[9000], "unknown");
    }

    [Fact]
    public async Task WhenAGoodSignatureComesAsAnotherKindOfMessage_ItIsRefused_AndAudited()
    {
        var body = _hub.Sign(CommandName.Rebirth, to: _device.Identity);
        await _desk.Answers.PublishRetainedAsync(_device.Identity.Topics.Command(CommandName.Pause), Encoding.ASCII.GetString(body));
        await Eventually.TrueAsync(() => Audited().Any(record => record.Subject == "pause"), "refused");
        Assert.Contains("badMessage", Audited().First(record => record.Subject == "pause").Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("segedge/v1/site-1/rover.3/cmd-res/test-desk")] // another device's
    [InlineData("segedge/v1/site-1/rover.2/event/front")]
    [InlineData("anything/else")]
    [InlineData(null)]
    public async Task WhateverTheResponseTopicSays_TheAnswerStaysOnTheDevicesOwn(string? topic)
    {
        var raw = await _desk.AskRawAsync(CommandName.Rebirth, _hub.Sign(CommandName.Rebirth, to: _device.Identity), message => message.ResponseTopic = topic);
        Assert.Equal(_device.Identity.Topics.CommandResult("hub-1"), raw.Topic);
    }

    [Fact]
    public async Task WhenAReceiptComes_WhatItNamesIsForgotten_AndItIsNoDecision()
    {
        var blob = Some.Blob(500);
        await _device.AppendAsync(Severity.Alert, blob);
        await Eventually.TrueAsync(() => Outbox.Snapshot().Sent >= 2, "sent");
        var before = Outbox.Snapshot().Rows;
        var answer = await _desk.AskAsync(CommandName.Receipt, new JsonObject
        {
            ["epoch"] = Outbox.Epoch,
            ["events"] = new JsonArray(new JsonArray(1, 1)),
            ["blobs"] = new JsonArray(blob.Sha256),
        });
        Assert.Equal((CommandStatus.Done, 2), (answer.Status, answer.Data!["forgotten"]!.GetValue<int>()));
        Assert.Equal(before - 2, Outbox.Snapshot().Rows);
        Assert.DoesNotContain(Audited(), record => record.Subject == "receipt");
    }

    [Fact]
    public async Task WhenAskedToSendAgain_WhatIsHeldComesAgain_AndWhatIsGoneIsSaidToBe()
    {
        for (var i = 0; i < 3; i++) await _device.AppendAsync();
        await _desk.Answers.HearsAsync(TopicKind.Event, 3);
        await _desk.AskAsync(CommandName.Receipt, new JsonObject { ["epoch"] = Outbox.Epoch, ["events"] = new JsonArray(new JsonArray(2, 2)) });
        var answer = await _desk.AskAsync(CommandName.Resend, new JsonObject { ["epoch"] = Outbox.Epoch, ["events"] = new JsonArray(new JsonArray(1, 4)) });
        Assert.Equal(2, answer.Data!["again"]!.GetValue<int>());
        Assert.Equal("{\"events\":[[2,2],[4,4]]}", answer.Data["gone"]!.ToJsonString());
        await _desk.Answers.HearsAsync(TopicKind.Event, 5);
        Assert.Equal([1, 1, 2, 3, 3], _desk.Answers.Events.Select(e => e.Seq).Order());
    }

    [Fact]
    public async Task WhenPaused_BlobsStay_EventsLeave_AndResumeLetsThemGo()
    {
        Assert.Equal(CommandStatus.Done, (await _desk.AskAsync(CommandName.Pause, new JsonObject { ["scope"] = "blobs" })).Status);
        await _device.AppendAsync(Severity.Review, Some.Blob(500));
        await _desk.Answers.HearsAsync(TopicKind.Event);
        await IsAuditedAsync(AuditAction.Mode, "pause", "key:hub-1", "nothing -> blobs");
        Assert.Equal(PauseScope.Blobs, State().Paused); // a restart does not lift it
        Assert.Equal(CommandReason.BadArguments, (await _desk.AskAsync(CommandName.Pause, new JsonObject { ["scope"] = "engine" })).Reason);
        Assert.Empty(_desk.Answers.Of(TopicKind.Blob));
        Assert.Equal(CommandStatus.Done, (await _desk.AskAsync(CommandName.Resume)).Status);
        await _desk.Answers.HearsAsync(TopicKind.Blob);
        Assert.Null(State().Paused);
    }

    [Fact]
    public async Task WhenAnEventIsErased_ItsRecordsAreGone_AndThatIsAudited()
    {
        await _desk.AskAsync(CommandName.Pause, new JsonObject { ["scope"] = "blobs" });
        await _device.AppendAsync(Severity.Review, Some.Blob(500, 1), Some.Blob(600, 2));
        await _desk.Answers.HearsAsync(TopicKind.Event);
        var id = _desk.Answers.Events[0].EventId;
        await Eventually.TrueAsync(() => Outbox.Snapshot().Inflight == 0, "landed");
        _withClip = id;
        var answer = await _desk.AskAsync(CommandName.Erase, new JsonObject { ["eventId"] = id });
        Assert.Equal((3, true), (answer.Data!["deleted"]!.GetValue<int>(), answer.Data!["clip"]!.GetValue<bool>()));
        Assert.Equal(3, Outbox.Snapshot().Erased);
        await IsAuditedAsync(AuditAction.Erased, id, "key:hub-1", "and the clip");
        await _desk.AskAsync(CommandName.Resume);
        await _desk.AskAsync(CommandName.Rebirth);
        Assert.Empty(_desk.Answers.Of(TopicKind.Blob));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"epoch":"e","events":[[5,1]]}""")]
    [InlineData("""{"epoch":"e","events":[[1,null]]}""")]
    [InlineData("""{"epoch":"e","events":[[0,3]]}""")]
    [InlineData("""{"epoch":"e","events":[[1,9223372036854775807],[1,9223372036854775807]]}""")]
    [InlineData("""{"epoch":"e","events":7}""")]
    public async Task WhenArgumentsAreWrong_TheAnswerSaysSo(string args) =>
        Assert.Equal(CommandReason.BadArguments, (await _desk.AskAsync(CommandName.Resend, JsonNode.Parse(args))).Reason);

    [Fact]
    public async Task WhenTheDeviceDoesNotDoIt_OrAHandlerIsAtFault_TheAnswerSaysSo()
    {
        Assert.Equal(CommandReason.Unsupported, (await _desk.AskAsync(CommandName.Config, new JsonObject())).Reason);
        var answer = await _desk.AskAsync(CommandName.Live, new JsonObject { ["camera"] = "front", ["seconds"] = 1 });
        Assert.Equal((CommandStatus.Failed, CommandReason.Fault), (answer.Status, answer.Reason));
        Assert.DoesNotContain("boom", answer.Text, StringComparison.Ordinal);
        Assert.Equal(CommandStatus.Done, (await _desk.AskAsync(CommandName.Rebirth)).Status);
    }

    [Fact]
    public async Task WhenTheClockIsFree_AnOldCommandRuns_ButOnlyOnce()
    {
        _clock = ClockSource.Free;
        var claims = _hub.Claims(CommandName.Rebirth, to: _device.Identity);
        var old = _hub.Sign(claims with { Iat = 1, Exp = 31 });
        Assert.Equal(CommandStatus.Done, (await _desk.AskAsync(CommandName.Rebirth, old)).Status);
        Assert.Equal(CommandReason.Replayed, (await _desk.AskAsync(CommandName.Rebirth, old)).Reason);
    }

    [Fact]
    public async Task WhenLiveMasksAreOffered_TheyArrive_AlsoThoseThatCarryANumberForTheirTopic()
    {
        for (var i = 1; i <= 3; i++)
        {
            _device.Publisher.Live.Offer(new("front", new byte[] { (byte)i }, null));
            await _desk.Answers.HearsAsync(TopicKind.Live, i);
        }

        var masks = _desk.Answers.Of(TopicKind.Live);
        Assert.Equal([1, 2, 3], masks.Select(mask => (int)mask.Payload.ToArray()[0]));
        Assert.All(masks, mask => Assert.Equal((_device.Identity.Topics.LiveMask("front"), "image/png", MQTTnet.Protocol.MqttQualityOfServiceLevel.AtMostOnce),
            (mask.Topic, mask.ContentType, mask.QualityOfServiceLevel)));
    }

    private CommandState State() => new(Path.Combine(_folder.Path, "commands.json"));

    private CommandDesk Commands(DeviceIdentity identity, IOutbox outbox)
    {
        var state = State();
        _trail = new(outbox, identity, new AuditFile(_folder.Path), TimeProvider.System, NullLogger.Instance);
        var guard = new CommandGuard(identity, _keys, state, () => _clock, TimeProvider.System, TimeSpan.FromSeconds(30));
        var desk = new CommandDesk(identity, guard, _trail, TimeProvider.System, NullLogger.Instance);
        new OutboxCommands(outbox, state, _trail, eventId => eventId == _withClip).AttachAsync(desk).Wait();
        desk.Handle(CommandName.Live, (_, _) => throw new InvalidOperationException("boom"));
        return desk;
    }

    private AuditMessage[] Audited()
    {
        using var file = new StreamReader(new FileStream(AuditPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => AuditRecord.Read(Encoding.UTF8.GetBytes(line)).Message)];
    }

    private async Task IsRefusedAsync(CommandReason reason, byte[] body, string actor)
    {
        var answer = await _desk.AskAsync(CommandName.Rebirth, body);
        Assert.Equal((CommandStatus.Refused, reason), (answer.Status, answer.Reason));
        Assert.NotEmpty(answer.Text!);
        await IsAuditedAsync(AuditAction.CommandRefused, "rebirth", actor, WireNames.NameOf(reason));
    }

    /// <summary>In the device's own file and on the wire.</summary>
    private async Task IsAuditedAsync(AuditAction action, string subject, string actor, string inDetail)
    {
        bool Is(AuditMessage record) => (record.Action, record.Subject, record.Actor) == (action, subject, actor) && record.Detail!.Contains(inDetail, StringComparison.Ordinal);
        Assert.Contains(Audited(), Is);
        await Eventually.TrueAsync(() => _desk.Answers.Of(TopicKind.Audit).Any(message => Is(Listener.Read(message, TelemetryJson.Default.AuditMessage))), $"{action} on the wire");
    }
}
