using System.Text.Json;
using SegEdge.EndToEnd.Tests.Device;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

public sealed class FleetTrafficTests
{
    [Fact]
    public async Task SimulatedTraffic_KeepsTheContract_AndEveryAcceptedEventArrives()
    {
        await using var broker = await MosquittoProcess.StartQuietAsync();
        await using var recorder = await TopicRecorder.ListenAsync(broker.Port);
        using var folder = new TemporaryFolder();
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null,
            "simulate-fleet", "--broker", $"127.0.0.1:{broker.Port}", "--devices", "3", "--rate", "200", "--seconds", "4", "--journal", folder.File("journal.txt"), "--plant", "context=1.5.0");
        Assert.True(code == 0, errors);
        Assert.Contains(" 0 refused, 0 records not sent", output);

        var accepted = File.ReadAllLines(folder.File("journal.txt")).Select(line => line.Split(' ')).ToArray();
        Assert.True(accepted.Length > 500, output);
        await Eventually.TrueAsync(() => Of(recorder, TopicKind.Event).Select(heard => heard.Properties[WireProperty.Seq] + heard.Topic.Split('/')[3]).Distinct().Count() >= accepted.Length, "all accepted events arrive");
        Assert.Equal(accepted.Select(line => line[4]).Order(), Of(recorder, TopicKind.Event).Select(heard => JsonSerializer.Deserialize(heard.Body, TelemetryJson.Default.EventMessage)!.EventId).Distinct().Order());

        foreach (var (kind, schema) in (ReadOnlySpan<(TopicKind, string)>)[(TopicKind.Event, "event"), (TopicKind.Birth, "birth"), (TopicKind.State, "state"), (TopicKind.Connection, "connection"), (TopicKind.Gap, "gap")])
        {
            var bodies = Of(recorder, kind).Select(heard => heard.Text).ToArray();
            Assert.NotEmpty(bodies);
            Assert.Empty(JsonSchemaCheck.ValidateAll(Repository.Path($"docs/contract/{schema}.schema.json"), bodies).SelectMany(problems => problems).Distinct());
        }

        Holes(recorder, accepted);
        Blobs(recorder);
    }

    [Theory]
    [InlineData("--broker", "localhost", "expected HOST:PORT")]
    [InlineData("--plant", "mud=nobody/knows/it", "is not part of the fleet")]
    [InlineData("--plant", "rain=1", "expected mud=")]
    public async Task WhatCannotBe_IsSaid(string option, string value, string says)
    {
        string[] more = option == "--broker" ? [] : ["--broker", "127.0.0.1:1"];
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, ["simulate-fleet", option, value, .. more]);
        Assert.Equal(2, code);
        Assert.Contains(says, errors);
    }

    // What was not accepted is named in a gap, by number.
    private static void Holes(TopicRecorder recorder, string[][] accepted)
    {
        var gaps = Of(recorder, TopicKind.Gap).Select(heard => JsonSerializer.Deserialize(heard.Body, TelemetryJson.Default.GapMessage)!).ToArray();
        foreach (var epoch in accepted.GroupBy(line => line[2]))
        {
            var numbers = epoch.Select(line => long.Parse(line[3], System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
            var named = gaps.Where(gap => gap.Epoch == epoch.Key).SelectMany(gap => gap.Ranges).Select(range => range.From).ToHashSet();
            Assert.Equal(Enumerable.Range(1, (int)numbers.Max()).Select(n => (long)n).Where(n => !numbers.Contains(n)).Order(), named.Where(n => n < numbers.Max()).Order());
        }
    }

    private static void Blobs(TopicRecorder recorder)
    {
        var bytes = 0L;
        foreach (var heard in Of(recorder, TopicKind.Blob))
        {
            Assert.Equal(heard.Properties[WireProperty.Sha256], Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(heard.Body)));
            if (heard.ContentType == ContentTypes.Png) Assert.Equal(480, IndexedPng.Decode(heard.Body).Width);
            if (heard.ContentType == ContentTypes.Heat) Assert.Equal(32, HeatCodec.Decode(heard.Body).Cells.W);
            bytes += heard.Body.Length;
        }

        Assert.InRange(bytes / (double)Of(recorder, TopicKind.Event).Length, 14_000, 30_000);
    }

    private static Heard[] Of(TopicRecorder recorder, TopicKind kind) =>
        [.. recorder.All.Where(heard => Topics.TryParse(heard.Topic, out var address) && address.Kind == kind && heard.Body.Length > 0)];
}
