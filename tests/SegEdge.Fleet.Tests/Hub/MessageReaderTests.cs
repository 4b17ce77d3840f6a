using System.Text;
using System.Text.Json.Nodes;
using MQTTnet;
using SegEdge.Fleet.Hub;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Hub;

/// <summary>What a message of anybody must be, without a broker.</summary>
public sealed class MessageReaderTests
{
    [Theory]
    [InlineData("birth", "birth.json", "classes")]
    [InlineData("birth", "birth.json", "cameras")]
    [InlineData("birth", "birth.json", "flagRules")]
    [InlineData("state", "state.json", "cameras")]
    [InlineData("event/front", "event.json", "classes")]
    [InlineData("event/front", "event.json", "flags")]
    [InlineData("event/front", "event.json", "regions")]
    [InlineData("event/front", "event.json", "explanations")]
    [InlineData("event/front", "event.json", "blobs")]
    [InlineData("event/front", "event.json", "privacy.classes")]
    [InlineData("gap", "gap.json", "eventIds")]
    [InlineData("gap", "gap.json", "blobs")]
    public void ANullWithinAList_IsRefused_WithItsPath(string topic, string sample, string path)
    {
        var message = Sample(sample);
        var list = path.Split('.').Aggregate((JsonNode)message, (node, name) => node[name] ?? (node[name] = new JsonArray())).AsArray();
        list.Add(null);
        var e = Assert.Throws<TelemetryFormatException>(() => Read(topic, message));
        Assert.Equal($"$.{path}[{list.Count - 1}] is null, expected a value.", e.Message);
    }

    [Fact]
    public void ANull_StaysWhereTheContractAllowsIt()
    {
        var gap = Sample("gap-spool.json");
        gap["ranges"] = JsonNode.Parse("[[3, null]]");
        gap["laterMinor"] = JsonNode.Parse("[null]");
        Assert.Equal([new SeqRange(3, null)], Read("gap", gap).Gap!.Gap.Ranges);
    }

    private static JsonObject Sample(string name) => JsonNode.Parse(File.ReadAllText(Repository.Path($"docs/contract/samples/{name}")))!.AsObject();

    private static HubArrival Read(string topic, JsonObject message)
    {
        var whole = $"segedge/v1/site-1/rover.2/{topic}";
        Assert.True(Topics.TryParse(whole, out var address));
        return new MessageReader(TimeProvider.System).Read(address, new MqttApplicationMessage { Topic = whole }, Encoding.UTF8.GetBytes(message.ToJsonString()));
    }
}
