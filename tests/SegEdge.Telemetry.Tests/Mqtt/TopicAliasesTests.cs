using MQTTnet;

namespace SegEdge.Telemetry.Tests.Mqtt;

public sealed class TopicAliasesTests
{
    [Fact]
    public void TheFirstMessageCarriesTopicAndNumber_TheOthersTheNumberAlone_UpToWhatTheBrokerAllows()
    {
        var aliases = new TopicAliases(most: 2);
        Assert.Equal([("a", 1), ("b", 2), ("", 1), ("c", 0), ("c", 0), ("", 2)], new[] { "a", "b", "a", "c", "c", "b" }.Select(topic => Shorten(aliases, topic)));
    }

    [Fact]
    public void WhenTheBrokerAllowsNone_TopicsStay() =>
        Assert.Equal([("a", 0), ("a", 0)], new[] { "a", "a" }.Select(topic => Shorten(new(most: 0), topic)));

    private static (string Topic, int Alias) Shorten(TopicAliases aliases, string topic)
    {
        var message = new MqttApplicationMessage { Topic = topic };
        aliases.Shorten(message);
        return (message.Topic, message.TopicAlias);
    }
}
