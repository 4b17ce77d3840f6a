using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Commands;

public sealed class CommandGuardTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(20_600));
    private readonly TemporaryFolder _folder = new();
    private readonly Operator _hub;
    private readonly CommandKeys _keys;
    private ClockSource _clock = ClockSource.Ntp;

    public CommandGuardTests()
    {
        _hub = new("hub-1", _time);
        _keys = _hub.Pinned();
    }

    private string StatePath => Path.Combine(_folder.Path, "commands.json");

    [Fact]
    public void WhenAllIsRight_TheCommandIsAdmitted_WithItsArguments()
    {
        var command = Admit(_hub.Sign(CommandName.Live, new JsonObject { ["camera"] = "front", ["seconds"] = 60 }), CommandName.Live);
        Assert.Equal((CommandName.Live, "hub-1"), (command.Name, command.KeyId));
        Assert.Equal(("front", 60), (command.Arguments(TelemetryJson.Default.LiveArguments).Camera, command.Arguments(TelemetryJson.Default.LiveArguments).Seconds));
    }

    [Fact]
    public void WhenTheKeyIsNotPinned_OrAnotherKeyUsesItsName_ItIsRefused()
    {
        using var stranger = new Operator("stranger", _time);
        using var impostor = new Operator("hub-1", _time);
        Assert.Equal(CommandReason.UnknownKey, Refusal(stranger.Sign(CommandName.Rebirth)));
        Assert.Equal(CommandReason.BadSignature, Refusal(impostor.Sign(CommandName.Rebirth)));
    }

    [Fact]
    public void WhenItIsForAnotherDeviceOrSite_OrOfAnotherNameThanItsTopic_ItIsRefused()
    {
        Assert.Equal(CommandReason.WrongTarget, Refusal(_hub.Sign(CommandName.Rebirth, to: new("site-1", "rover.3", "b"))));
        Assert.Equal(CommandReason.WrongTarget, Refusal(_hub.Sign(CommandName.Rebirth, to: new("site-2", "rover.2", "b"))));
        Assert.Equal(CommandReason.WrongTarget, Refusal(_hub.Sign(CommandName.Erase), CommandName.Rebirth));
    }

    [Theory]
    [InlineData(0, 30, true)]
    [InlineData(-30, 0, true)]
    [InlineData(-31, -1, false)] // over
    [InlineData(0, 31, false)] // longer than commands live
    [InlineData(5, 35, true)] // clocks differ a little
    [InlineData(6, 36, false)] // not yet
    [InlineData(0, -1, false)]
    public void TimesBoundIt(int iat, int exp, bool admitted)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var body = _hub.Sign(_hub.Claims(CommandName.Rebirth) with { Iat = now + iat, Exp = now + exp });
        if (admitted) Admit(body);
        else Assert.Equal(CommandReason.Expired, Refusal(body));
    }

    [Fact]
    public void WhenItComesAgain_OrAnOlderOneAfterIt_ItIsRefused_AlsoAfterARestart()
    {
        var (first, second, third) = (_hub.Sign(CommandName.Rebirth), _hub.Sign(CommandName.Rebirth), _hub.Sign(CommandName.Rebirth));
        Admit(second);
        Assert.Equal(CommandReason.Replayed, Refusal(second)); // each call opens the state anew, as a restart does
        Assert.Equal(CommandReason.Replayed, Refusal(first));
        Admit(third);
    }

    [Fact]
    public void CountersAreOfTheirKeyAlone()
    {
        using var other = new Operator("other", _time);
        _keys.Add("other", other.PublicPem);
        Admit(_hub.Sign(_hub.Claims(CommandName.Rebirth) with { Ctr = 1000 }));
        Admit(other.Sign(CommandName.Rebirth));
    }

    [Fact]
    public void WhenARefusedCommandHasAHighCounter_TheNextGoodOneIsStillTaken()
    {
        Refusal(_hub.Sign(_hub.Claims(CommandName.Rebirth, to: new("site-1", "rover.3", "b")) with { Ctr = long.MaxValue }));
        Admit(_hub.Sign(CommandName.Rebirth));
    }

    [Fact]
    public void WhenTheClockIsFree_TheStoredCounterDecides_AndWithoutAStoreNothingRuns()
    {
        _clock = ClockSource.Free;
        _time.Advance(TimeSpan.FromDays(400));
        var old = _hub.Sign(CommandName.Rebirth);
        _time.Advance(TimeSpan.FromDays(400));
        Admit(old);
        Assert.Equal(CommandReason.Replayed, Refusal(old));
        var inMemory = new CommandGuard(Some.Identity(), _keys, new(null), () => _clock, _time, TimeSpan.FromSeconds(30));
        Assert.Equal(CommandReason.Unguarded, Assert.Throws<CommandException>(() => inMemory.Admit(Operator.Envelope(CommandName.Rebirth, _hub.Sign(CommandName.Rebirth)))).Reason);
    }

    [Fact]
    public void WhenTheStoredCountersAreDamaged_NothingRuns_AndTheFileIsNamedAndLeftAlone()
    {
        File.WriteAllText(StatePath, "{\"counters\":{\"hub-1\":");
        var error = Assert.Throws<CommandException>(() => Admit(_hub.Sign(CommandName.Rebirth)));
        Assert.Equal(CommandReason.Unguarded, error.Reason);
        Assert.Contains(StatePath, error.Message, StringComparison.Ordinal);
        Assert.Equal("{\"counters\":{\"hub-1\":", File.ReadAllText(StatePath));
    }

    [Fact]
    public void WhenTheCounterCannotBeStored_NothingRuns()
    {
        Directory.CreateDirectory(StatePath); // a folder where the file should be
        Assert.Equal(CommandReason.Unguarded, Refusal(_hub.Sign(CommandName.Rebirth)));
    }

    [Theory]
    [InlineData(null, false, 30)]
    [InlineData("application/json", false, 30)]
    [InlineData("application/jose", true, 30)]
    [InlineData("application/jose", false, 31)]
    [InlineData("application/jose", false, -1)]
    public void WhenTheMessageIsNotWhatACommandIs_ItIsRefused(string? contentType, bool retained, int expiry)
    {
        var envelope = Operator.Envelope(CommandName.Rebirth, _hub.Sign(CommandName.Rebirth)) with
        {
            ContentType = contentType,
            Retained = retained,
            ExpiryS = expiry < 0 ? null : (uint)expiry,
        };
        Assert.Equal(CommandReason.BadMessage, Assert.Throws<CommandException>(() => Guard().Admit(envelope)).Reason);
    }

    [Fact]
    public void WhenItIsTooLarge_OrNoJws_OrItsClaimsAreNone_ItIsRefused()
    {
        Assert.Equal(CommandReason.TooLarge, Assert.Throws<CommandException>(
            () => Guard().Admit(Operator.Envelope(CommandName.Rebirth, []) with { Body = null })).Reason);
        Assert.Equal(CommandReason.Malformed, Refusal("hello"u8.ToArray()));
        string[] payloads = ["", "{}", """{"\ud800ud":"site-1/rover.2","cmd":"rebirth","iat":1,"exp":2,"jti":"j","ctr":1}""", "null", "[]", "{\"aud\":1}", """{"aud":"site-1/rover.2","aud":"x/y","cmd":"rebirth","iat":1,"exp":2,"jti":"j","ctr":1}""",
            """{"aud":"site-1/rover.2","cmd":"rebirth","iat":1e400,"exp":2,"jti":"j","ctr":1}""", """{"aud":"site-1/rover.2","cmd":"rebirth","iat":-1,"exp":2,"jti":"j","ctr":1}""",
            """{"aud":"site-1/rover.2","cmd":"rebirth","iat":1,"exp":9223372036854775807,"jti":"j","ctr":1}""", """{"aud":"site-1/rover.2","cmd":"rebirth","iat":1,"exp":2,"jti":"j j","ctr":1}""",
            """{"aud":"site-1/rover.2","cmd":"rebirth","iat":1,"exp":2,"jti":"j","ctr":0}"""];
        Assert.All(payloads, payload => Assert.Equal(CommandReason.Malformed, Refusal(Jws.Sign(_hub.Key, "hub-1", Encoding.UTF8.GetBytes(payload)))));
    }

    [Fact]
    public void WhenThisVersionDoesNotKnowIt_ItIsRefused()
    {
        var body = _hub.Sign(_hub.Claims(CommandName.Rebirth) with { Cmd = "selfdestruct" });
        var error = Assert.Throws<CommandException>(() => Guard().Admit(Operator.Envelope(CommandName.Rebirth, body) with { Name = "selfdestruct" }));
        Assert.Equal(CommandReason.UnknownCommand, error.Reason);
    }

    [Fact]
    public void WhenArgumentsAreMissingOrWrong_TheyAreRefused()
    {
        JsonNode?[] wrong = [null, new JsonObject(), new JsonObject { ["camera"] = "front" }, new JsonObject { ["camera"] = 1, ["seconds"] = 1 }, new JsonObject { ["camera"] = "f", ["seconds"] = "x" }];
        Assert.All(wrong, args =>
        {
            var command = Admit(_hub.Sign(CommandName.Live, args?.DeepClone()), CommandName.Live);
            Assert.Equal(CommandReason.BadArguments, Assert.Throws<CommandException>(() => command.Arguments(TelemetryJson.Default.LiveArguments)).Reason);
        });
    }

    public void Dispose()
    {
        _hub.Dispose();
        _keys.Dispose();
        _folder.Dispose();
    }

    private CommandGuard Guard() => new(Some.Identity(), _keys, new(StatePath), () => _clock, _time, TimeSpan.FromSeconds(30));

    private DeviceCommand Admit(byte[] body, CommandName name = CommandName.Rebirth) => Guard().Admit(Operator.Envelope(name, body));

    private CommandReason Refusal(byte[] body, CommandName name = CommandName.Rebirth) => Assert.Throws<CommandException>(() => Admit(body, name)).Reason;
}
