using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Contract;

public sealed class TopicsTests
{
    private readonly Topics _topics = new("farm-7", "rover.2");

    [Fact]
    public void WhenBuilt_TopicsFollowTheTable()
    {
        Assert.Equal("segedge/v1/farm-7/rover.2/connection", _topics.Connection);
        Assert.Equal("segedge/v1/farm-7/rover.2/event/front", _topics.Event("front"));
        Assert.Equal("segedge/v1/farm-7/rover.2/blob/front/mask", _topics.Blob("front", BlobKind.Mask));
        Assert.Equal("segedge/v1/farm-7/rover.2/cmd/rebirth", _topics.Command(CommandName.Rebirth));
        Assert.Equal("segedge/v1/farm-7/rover.2/cmd-res/hub-1", _topics.CommandResult("hub-1"));
        Assert.Equal("segedge/v1/farm-7/rover.2/live/front/mask", _topics.LiveMask("front"));
        Assert.Equal("segedge/v1/+/+/#", Topics.AllOf());
        Assert.Equal("segedge/v1/farm-7/+/#", Topics.AllOf("farm-7"));
    }

    [Fact]
    public void Parse_UndoesBuild()
    {
        (string, TopicAddress)[] all =
        [
            (_topics.Connection, new("farm-7", "rover.2", TopicKind.Connection)),
            (_topics.Birth, new("farm-7", "rover.2", TopicKind.Birth)),
            (_topics.State, new("farm-7", "rover.2", TopicKind.State)),
            (_topics.Gap, new("farm-7", "rover.2", TopicKind.Gap)),
            (_topics.Audit, new("farm-7", "rover.2", TopicKind.Audit)),
            (_topics.LiveMask("c:1"), new("farm-7", "rover.2", TopicKind.Live, "c:1")),
            (_topics.Command(CommandName.Receipt), new("farm-7", "rover.2", TopicKind.Command, Name: "receipt")),
            (_topics.CommandResult("hub"), new("farm-7", "rover.2", TopicKind.CommandResult, Name: "hub")),
            (_topics.Review("01X"), new("farm-7", "rover.2", TopicKind.Review, Name: "01X")),
            (_topics.Event("c:1"), new("farm-7", "rover.2", TopicKind.Event, "c:1")),
            (_topics.Blob("c:1", BlobKind.Heat), new("farm-7", "rover.2", TopicKind.Blob, "c:1", BlobKind.Heat)),
        ];
        Assert.All(all, pair => Assert.True(Topics.TryParse(pair.Item1, out var address) && address == pair.Item2));
    }

    [Fact]
    public void WhenABlobKindIsFromALaterMinor_ItParsesAsOther()
    {
        Assert.True(Topics.TryParse("segedge/v1/s/d/blob/c/depth", out var address));
        Assert.Equal(BlobKind.Other, address.Blob);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/segedge/v1/s/d/state")]
    [InlineData("segedge/v2/s/d/state")]
    [InlineData("segedge/v1/s/d")]
    [InlineData("segedge/v1/s/d/state/more")]
    [InlineData("segedge/v1/s//state")]
    [InlineData("segedge/v1/s/d d/state")]
    [InlineData("segedge/v1/s/d/mood")]
    [InlineData("segedge/v1/s/d/cmd/")]
    [InlineData("segedge/v1/s/d/cmd/+")]
    [InlineData("segedge/v1/s/d/cmd-res/a b")]
    [InlineData("segedge/v1/s/d/live/c/frame")]
    public void WhenATopicIsForeign_ItIsNotParsed(string topic) => Assert.False(Topics.TryParse(topic, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("+")]
    [InlineData("#")]
    [InlineData("a b")]
    [InlineData("caf\u00e9")]
    [InlineData("a\n")]
    public void WhenAnIdCouldBreakATopic_ItIsRefused(string? id)
    {
        Assert.False(Topics.IsId(id));
        var refusal = Assert.Throws<ArgumentException>(() => _topics.Event(id!));
        Assert.Contains("camera id", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhenAnIdIsTooLong_ItIsRefused()
    {
        Assert.True(Topics.IsId(new string('a', 64)));
        Assert.False(Topics.IsId(new string('a', 65)));
    }
}
