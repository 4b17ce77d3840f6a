using System.Text.Json;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Tests;

public sealed class FleetEventTests
{
    private static readonly DateTimeOffset Received = DateTimeOffset.UnixEpoch.AddDays(20001);

    [Fact]
    public void TheHeaviestFlag_AndTheLargestRegionOfItsClass_AreWhatTheEventIsAbout()
    {
        var card = Some.Event() with
        {
            Flags =
            [
                new() { Rule = "low-margin", Class = "soil", Value = 1, Threshold = 2, Severity = Severity.Review },
                new() { Rule = "appears", Class = "person", Value = 1, Threshold = 2, Severity = Severity.Alert },
            ],
            Regions = [Some.Region("soil", 900, 0.4f), Some.Region("person", 80, 0.1f), Some.Region("person", 40, 0.3f)],
        };
        var row = FleetEvent.Of(card, Received);
        Assert.Equal(("appears", "person", "alert", 0.1f), (row.Rule, row.Class, row.Severity, row.Margin));
        Assert.Equal(Received, row.ReceivedUtc);
    }

    [Fact]
    public void AFlagAboutTheFrame_IsAboutTheLargestRegion_OrNothing()
    {
        var card = Some.Event() with { Regions = [Some.Region("soil", 900, null), Some.Region("person", 80, 0.1f)] };
        Assert.Equal(("soil", (float?)null), (FleetEvent.Of(card, Received).Class, FleetEvent.Of(card, Received).Margin));
        Assert.Null(FleetEvent.Of(card with { Regions = [] }, Received).Class);
    }

    [Fact]
    public void AnExplanationsStatusSharesAndMap_ComeAlong_AndWithoutOneAllAreNull()
    {
        var card = Some.Event() with
        {
            Explanations =
            [
                new()
                {
                    Status = ExplanationStatus.Untrusted,
                    Method = "scg",
                    Cells = new(32, 20),
                    Shares = new() { Inside = 0.2f, Boundary = 0.3f, Context = 0.5f },
                    Faithfulness = new() { Score = 0.1, How = "probe", Pass = false },
                    Heat = new string('a', 64),
                },
            ],
        };
        var row = FleetEvent.Of(card, Received);
        Assert.Equal(("untrusted", "scg", 0.1, 0.5f, 32, 20), (row.ExplanationStatus, row.ExplanationMethod, row.Faithfulness, row.ShareContext, row.HeatColumns, row.HeatRows));
        Assert.Equal(new string('a', 64), row.HeatSha256);
        var bare = FleetEvent.Of(Some.Event(), Received);
        Assert.Equal((null, null, null, null), (bare.ExplanationStatus, bare.Faithfulness, bare.ShareContext, bare.HeatSha256));
    }

    [Fact]
    public void ACardWithoutAFlag_IsRefusedByName()
    {
        var card = Some.Event() with { Flags = [] };
        Assert.Contains(card.EventId, Assert.Throws<JsonException>(() => FleetEvent.Of(card, Received)).Message, StringComparison.Ordinal);
    }
}
