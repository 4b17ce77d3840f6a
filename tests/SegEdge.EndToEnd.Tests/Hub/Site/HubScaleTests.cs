using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SegEdge.Fleet;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>The queue over a million events: how long each question takes is published, what it answers is asserted.</summary>
public sealed class HubScaleTests
{
    private const int Rare = 7;

    private static readonly int Many = int.Parse(Environment.GetEnvironmentVariable("HUB_SCALE_EVENTS") ?? "1000000", CultureInfo.InvariantCulture);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("run", "long")]
    public async Task EveryQuestion_IsAnsweredOverAMillionEvents()
    {
        var filled = Stopwatch.GetTimestamp();
        await using var hub = await ReviewHub.StartAsync(FillAsync);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Many} events kept and counted in {Stopwatch.GetElapsedTime(filled).TotalSeconds:F0} s");
        using var olga = await hub.SignedInAsync("olga");
        var newest = (await olga.JsonAsync("/api/events?limit=1")).GetProperty("items")[0].GetProperty("event").GetProperty("eventId").GetString()!;
        await olga.JudgeAsync(newest, new { verdict = "unsure", shown = Array.Empty<string>() });
        foreach (var (question, total) in new (string, long?)[]
        {
            ("/api/events", Many), ("/api/events?state=open", Many - 1), ("/api/events?state=reviewed", 1), ("/api/events?site=site-1", Many), ("/api/events?device=device-3", Many / 20),
            ("/api/events?severity=alert&camera=front", Many / 2), ("/api/events?rule=rare", Rare), ("/api/events?rule=rare&state=open", Rare), ("/api/events?class=unicorn", 0),
            ("/api/events?limit=200&rule=low-margin&class=crop", null), ("/api/offers", null), ($"/api/events/{newest}", null), ("/api/status", null), ("/api/session", null), ("/api/events?state=second", null),
        })
        {
            var times = new List<double>();
            for (var i = 0; i < 5; i++)
            {
                var start = Stopwatch.GetTimestamp();
                var answer = await olga.JsonAsync(question);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (total is { } wanted) Assert.Equal((question, wanted, Math.Min(50, wanted)), (question, answer.GetProperty("total").GetInt64(), answer.GetProperty("items").GetArrayLength()));
            }
            TestContext.Current.TestOutputHelper?.WriteLine($"{times.Order().ElementAt(2),7:F1} ms median, {times.Max(),7:F1} ms longest   {question}");
        }
    }

    // The rare ones are the oldest: where a scan from the newest comes last.
    private static async Task FillAsync(string folder)
    {
        await using var store = new EmbeddedFleetStore(folder, TimeProvider.System);
        var template = SampleEvent.Of(Scene.Drawn(0)).Json;
        template["site"] = "site-1";
        var start = DateTimeOffset.UtcNow.AddDays(-30);
        string[] classes = ["crop", "weed", "person", "stone"];
        foreach (var some in Enumerable.Range(0, Many).Chunk(5000))
            await store.AppendAsync(new FleetBatch { Events = [.. some.Select(Event)] }, Ct);

        ArchivedEvent Event(int i)
        {
            var utc = start.AddSeconds(i * 2.0);
            (template["eventId"], template["seq"], template["capture"]!["utc"]) = (Ulid.NewUlid(utc).ToString(), (i / 20) + 1, utc.ToString("O"));
            (template["device"], template["frame"]!["camera"]) = ($"device-{i % 20}", "front");
            var flag = template["flags"]![0]!;
            (flag["rule"], flag["class"], flag["severity"]) = (i < Rare ? "rare" : i % 3 == 0 ? "low-margin" : "area", classes[i / 20 % classes.Length], i % 2 == 0 ? "alert" : "review");
            var json = Encoding.UTF8.GetBytes(template.ToJsonString());
            return new(FleetEvent.Of(JsonSerializer.Deserialize(json, TelemetryJson.Default.EventMessage)!, DateTimeOffset.UtcNow), json, []);
        }
    }
}
