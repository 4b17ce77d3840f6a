using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Contract;

/// <summary>The AsyncAPI 3 document says what the code does: its topics are those of <see cref="Topics"/>, its schemas the files beside it.</summary>
public sealed partial class AsyncApiTests
{
    private const string Folder = "docs/contract";

    private readonly JsonObject _document = JsonNode.Parse(File.ReadAllText(Repository.Path($"{Folder}/asyncapi.json")))!.AsObject();

    [Fact]
    public void ItIsAsyncApi3_WithWhatThatAsksFor()
    {
        Assert.Equal("3.0.0", Text(_document["asyncapi"]));
        Assert.NotEmpty(Text(_document["info"]!["title"]));
        Assert.Matches("^1\\.", Text(_document["info"]!["version"]));
        string[] known = ["asyncapi", "id", "info", "defaultContentType", "servers", "channels", "operations", "components"];
        Assert.All(_document, member => Assert.Contains(member.Key, known));
        Assert.All(Members("channels"), channel =>
        {
            var named = Braces().Matches(Text(channel.Value["address"])).Select(match => match.Groups[1].Value);
            Assert.Equal(named.Order(), channel.Value["parameters"]!.AsObject().Select(parameter => parameter.Key).Order());
            Assert.NotEmpty(channel.Value["messages"]!.AsObject());
        });
        Assert.All(Members("operations"), operation =>
        {
            Assert.Contains(Text(operation.Value["action"]), (string[])["send", "receive"]);
            var channel = Text(operation.Value["channel"]!["$ref"]);
            Assert.All(operation.Value["messages"]!.AsArray(), message => Assert.StartsWith(channel + "/messages/", Text(message!["$ref"]), StringComparison.Ordinal));
        });
    }

    [Fact]
    public void EveryReference_LeadsSomewhere()
    {
        var references = All(_document).OfType<JsonObject>().Where(node => node.ContainsKey("$ref")).Select(node => Text(node["$ref"])).ToArray();
        Assert.NotEmpty(references);
        Assert.All(references, reference =>
        {
            if (reference.StartsWith("./", StringComparison.Ordinal)) Assert.True(File.Exists(Repository.Path($"{Folder}/{reference[2..]}")), reference);
            else Assert.NotNull(reference[2..].Split('/').Aggregate((JsonNode?)_document, (node, step) => node?[step]));
        });
    }

    [Fact]
    public void ItsChannels_AreTheTopicsOfTheCode()
    {
        var topics = new Topics("site", "device");
        string[] ours =
        [
            topics.Connection, topics.Birth, topics.State, topics.Gap, topics.Audit, topics.Event("camera"), topics.LiveMask("camera"),
            topics.CommandResult("requester"), topics.Review("eventId"), topics.Blob("camera", BlobKind.Mask).Replace("mask", "kind", StringComparison.Ordinal),
            topics.Commands.Replace("+", "name", StringComparison.Ordinal),
        ];
        var described = Members("channels").Select(channel => Braces().Replace(Text(channel.Value["address"]), "$1")).ToArray();
        Assert.Equal(ours.Order(), described.Order());
        Assert.Equal(Enum.GetValues<TopicKind>().Length, described.Length); // a new topic must be described
        Assert.Equal(Values<CommandName>(), Enumeration("command", "name"));
        Assert.Equal(Values<BlobKind>(), Enumeration("blob", "kind"));
    }

    [Fact]
    public void EveryChannel_IsUsedByOneOperation_FromTheDevicesSide()
    {
        var used = Members("operations").ToDictionary(operation => Text(operation.Value["channel"]!["$ref"])["#/channels/".Length..], operation => Text(operation.Value["action"]));
        Assert.Equal(Members("channels").Select(channel => channel.Key).Order(), used.Keys.Order());
        Assert.Equal(["command", "review"], used.Where(pair => pair.Value == "receive").Select(pair => pair.Key).Order());
    }

    [Fact]
    public void EverySchemaFile_BelongsToAMessage_AndHasASample()
    {
        var named = All(_document).OfType<JsonObject>().Where(node => node.ContainsKey("$ref")).Select(node => Text(node["$ref"]))
            .Where(reference => reference.StartsWith("./", StringComparison.Ordinal)).Select(reference => reference[2..]).Distinct().Order();
        var files = Directory.GetFiles(Repository.Path(Folder), "*.schema.json").Select(path => Path.GetFileName(path)).Order().ToArray();
        Assert.Equal(files, named);
        Assert.All(files, file => Assert.True(File.Exists(Repository.Path($"{Folder}/samples/{file.Split('.')[0]}.json")), file)); // SchemaTests validates them
    }

    [Fact]
    public void QosRetainAndExpiry_AreThoseOfTheCode()
    {
        var messages = new MqttMessages(Some.Identity(), () => "e");
        Check("sayState", messages.State(StateMessage.From(Some.Health(), new MemoryOutbox(1 << 20, TimeProvider.System).Snapshot(), 0)));
        Check("sayBirth", messages.Birth(Some.Birth()));
        Check("sendLive", messages.Live(new("front", new byte[1], null)));
        Check("answer", messages.Result(new("x", null, null, false, null, null, null), null, new() { BootId = "b", Cmd = "x", Status = CommandStatus.Done }));

        void Check(string operation, MQTTnet.MqttApplicationMessage message)
        {
            var binding = _document["operations"]![operation]!["bindings"]!["mqtt"]!;
            Assert.Equal((binding["qos"]!.GetValue<int>(), binding["retain"]!.GetValue<bool>()), ((int)message.QualityOfServiceLevel, message.Retain));
            Assert.Equal(binding["messageExpiryInterval"]?.GetValue<uint>() ?? 0, message.MessageExpiryInterval);
        }
    }

    private string[] Enumeration(string channel, string parameter) =>
        [.. _document["channels"]![channel]!["parameters"]![parameter]!["enum"]!.AsArray().Select(value => Text(value)).Order()];

    private static string[] Values<T>() where T : struct, Enum =>
        [.. Enum.GetValues<T>().Where(value => Convert.ToInt32(value) != 0).Select(WireNames.NameOf).Order()];

    private KeyValuePair<string, JsonNode>[] Members(string section) =>
        [.. _document[section]!.AsObject().Select(member => KeyValuePair.Create(member.Key, member.Value!))];

    private static IEnumerable<JsonNode> All(JsonNode node) => node switch
    {
        JsonObject o => o.Where(member => member.Value is not null).SelectMany(member => All(member.Value!)).Prepend(node),
        JsonArray a => a.Where(item => item is not null).SelectMany(item => All(item!)).Prepend(node),
        _ => [node],
    };

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Braces();
}
