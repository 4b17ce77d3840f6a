using System.Text.Json;
using System.Text.Json.Nodes;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Contract;

public sealed class JsonContractTests
{
    [Theory]
    [InlineData("connection.json", typeof(ConnectionMessage))]
    [InlineData("connection-will.json", typeof(ConnectionMessage))]
    [InlineData("birth.json", typeof(BirthMessage))]
    [InlineData("birth-two-heads.json", typeof(BirthMessage))]
    [InlineData("state.json", typeof(StateMessage))]
    [InlineData("event.json", typeof(EventMessage))]
    [InlineData("event-unexplained.json", typeof(EventMessage))]
    [InlineData("gap.json", typeof(GapMessage))]
    [InlineData("gap-spool.json", typeof(GapMessage))]
    public void WhenASampleIsReadAndWritten_NothingIsLostOrAdded(string sample, Type type)
    {
        var json = File.ReadAllText(Repository.Path($"docs/contract/samples/{sample}"));
        var message = JsonSerializer.Deserialize(json, type, TelemetryJson.Default);
        var back = JsonSerializer.Serialize(message, type, TelemetryJson.Default);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(back)), $"{json}\n---\n{back}");
    }

    // Found by the fuzzer: it was read as infinity, which cannot be written again.
    [Theory]
    [InlineData("\"monoNs\":5", "\"monoNs\":5,\"errMs\":1e999")]
    [InlineData("\"pre\":1", "\"pre\":-1e999")]
    public void WhenANumberIsBeyondADouble_ItIsRefused(string old, string beyond) =>
        Assert.Contains("finite", Assert.Throws<JsonException>(() => Read(Event().Replace(old, beyond, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void WhenAnEnumValueIsFromALaterMinor_ItReadsAsOther()
    {
        var explanation = Event().Replace("\"status\":\"ok\"", "\"status\":\"dubious\"", StringComparison.Ordinal);
        Assert.Equal(ExplanationStatus.Other, Read(explanation).Explanations[0].Status);
    }

    [Fact]
    public void WhenAFieldIsFromALaterMinor_ItIsIgnored() => Assert.Equal("site-1", Read("{\"mood\":{\"a\":[1]}," + Event()[1..]).Site);

    [Theory]
    [InlineData("eventId")]
    [InlineData("epoch")]
    [InlineData("seq")]
    [InlineData("capture")]
    [InlineData("explanations")]
    public void WhenARequiredFieldIsMissing_ReadingThrows(string field)
    {
        var json = JsonNode.Parse(Event())!.AsObject();
        json.Remove(field);
        Assert.Throws<JsonException>(() => Read(json.ToJsonString()));
    }

    [Fact]
    public void WhenAnEnumIsANumber_ReadingThrows() =>
        Assert.Throws<JsonException>(() => Read(Event().Replace("\"clock\":\"ntp\"", "\"clock\":3", StringComparison.Ordinal)));

    [Theory]
    [InlineData("5")]
    [InlineData("[5]")]
    [InlineData("[5,6,7]")]
    [InlineData("[null,6]")]
    [InlineData("[5,\"6\"]")]
    public void WhenARangeIsNoPairOfNumbers_ReadingThrows(string range) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(Gap().Replace("[3,5]", range, StringComparison.Ordinal), TelemetryJson.Default.GapMessage));

    [Fact]
    public void WhenAValueIsUnknown_ItIsAbsent_NotNull() => Assert.DoesNotContain("null", Event(), StringComparison.Ordinal);

    [Fact]
    public void WhenATimeHasAnOffset_ItIsWrittenInUtc()
    {
        var local = new DateTimeOffset(2026, 7, 14, 11, 0, 0, TimeSpan.FromHours(2));
        var message = new ConnectionMessage { State = ConnectionState.Online, BootId = "b", Session = 1, Utc = local };
        var json = JsonSerializer.Serialize(message, TelemetryJson.Default.ConnectionMessage);
        Assert.Contains("\"2026-07-14T09:00:00.000Z\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void WhenNothingWasChecked_BirthAndPrivacySaySo()
    {
        Assert.False(Some.Birth().Signature.Verified);
        Assert.Equal("none", PrivacyInfo.None.Policy);
    }

    [Fact]
    public void WhenAnEventIsTypical_ItStaysWithinItsAim() => Assert.InRange(Event().Length, 500, 4096);

    private static string Gap() => JsonSerializer.Serialize(Some.Gap(), TelemetryJson.Default.GapMessage);

    private static string Event() =>
        JsonSerializer.Serialize(Some.Event() with { Epoch = DeviceIdentity.NewBootId(), Seq = 1 }, TelemetryJson.Default.EventMessage);

    private static EventMessage Read(string json) => JsonSerializer.Deserialize(json, TelemetryJson.Default.EventMessage)!;
}
