using System.Text.Json;
using System.Text.Json.Nodes;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Contract;

public sealed class SchemaTests
{
    public static TheoryData<string> Samples =>
        [.. Directory.GetFiles(Repository.Path("docs/contract/samples")).Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Samples))]
    public void WhenASampleIsPublished_ItsSchemaAllowsIt(string sample) =>
        Assert.Empty(JsonSchemaCheck.Validate(Schema(sample.Split('.', '-')[0]), Read(sample)));

    [Fact]
    public void WhenOurRecordsAreWritten_TheSchemasAllowThem()
    {
        var time = TimeProvider.System;
        var outbox = new MemoryOutbox(1 << 20, time);
        var health = Some.Health() with
        {
            P50Ms = 20,
            P95Ms = 30,
            TempC = 55.5,
            Throttled = true,
            GpuMb = 100,
            Cameras =
            [
                .. Enum.GetValues<CameraLinkState>().Where(state => state != CameraLinkState.Other).Select(state => new CameraGauge
                {
                    Id = "front",
                    State = state,
                    Escalated = true,
                    SilentS = 0.5,
                    Reconnects = 1,
                    Stalls = 2,
                    Restarts = 3,
                    Garbage = 4,
                    Stale = 5,
                }),
            ],
        };
        var connection = new ConnectionMessage { State = ConnectionState.Broken, BootId = "b", Session = 1, Utc = time.GetUtcNow() };
        var birth = Some.Birth() with
        {
            BootId = "b",
            Epoch = outbox.Epoch,
            Limits = new() { MaxPacket = 65536, Window = 32, CapBytes = 1 },
        };
        var blobs = new[] { Some.Blob(10), Some.Blob(20, kind: BlobKind.Heat) };
        var card = new OutboxEntry(Some.Event(), blobs).Stamp(outbox.Epoch, 1, blobs.Take(1).ToHashSet());

        AssertAllowed("connection", JsonSerializer.Serialize(connection, TelemetryJson.Default.ConnectionMessage));
        AssertAllowed("birth", JsonSerializer.Serialize(birth, TelemetryJson.Default.BirthMessage));
        var states = new[] { Some.Health(), health }
            .Select(part => JsonSerializer.Serialize(StateMessage.From(part, outbox.Snapshot(), 2), TelemetryJson.Default.StateMessage));
        Assert.All(JsonSchemaCheck.ValidateAll(Schema("state"), [.. states]), Assert.Empty);
        AssertAllowed("gap", JsonSerializer.Serialize(Some.Gap(), TelemetryJson.Default.GapMessage));
        AssertAllowed("event", JsonSerializer.Serialize(card, TelemetryJson.Default.EventMessage));
    }

    [Theory]
    [InlineData("connection")]
    [InlineData("birth")]
    [InlineData("state")]
    [InlineData("event")]
    [InlineData("gap")]
    [InlineData("audit")]
    [InlineData("cmd")]
    [InlineData("result")]
    [InlineData("review")]
    public void WhenAnyRequiredFieldIsMissingOrOfAWrongType_ItsSchemaRefuses(string name)
    {
        var schema = JsonNode.Parse(File.ReadAllText(Schema(name)))!;
        var required = schema["required"]!.AsArray().Select(field => field!.GetValue<string>()).ToArray();
        var without = required.Select(field => Changed(name, document => document.Remove(field)));
        var wrong = required.Select(field =>
            Changed(name, document => document[field] = document[field] is JsonArray ? "x" : new JsonArray()));
        Assert.All(JsonSchemaCheck.ValidateAll(Schema(name), [.. without, .. wrong]), Assert.NotEmpty);
    }

    [Fact]
    public void WhenAMinorAddsAField_TheSchemaStillAllowsIt() =>
        Assert.Empty(JsonSchemaCheck.Validate(Schema("event"), Changed("event", document => document["later"] = new JsonObject())));

    [Theory]
    [InlineData("$.explanations[0].status", "'stale'", "reason")] // not ok without a reason
    [InlineData("$.explanations[0].status", "'fine'", "fine")]
    [InlineData("$.explanations[0].cells", null, "cells")] // ok without a map
    [InlineData("$.explanations[0].shares.inside", "1.5", "1.5")]
    [InlineData("$.seq", "0", "0")]
    [InlineData("$.device", "'a/b'", "a/b")]
    [InlineData("$.frame.camera", "'+'", "+")]
    [InlineData("$.eventId", "'short'", "short")]
    [InlineData("$.capture.utc", "'2026-07-14T09:00:00+02:00'", "+02:00")]
    [InlineData("$.classes[0].id", "256", "256")]
    [InlineData("$.classes[0].area", "'much'", "much")]
    [InlineData("$.flags", "[]", "flags")]
    [InlineData("$.blobs[1].sha256", null, "sha256")] // stored without a hash
    [InlineData("$.regions[0].box.w", "0", "0")]
    public void WhenAValueIsOutOfItsRange_TheErrorNamesIt(string path, string? value, string named)
    {
        var broken = Changed("event", document => Set(document, path, value is null ? null : JsonNode.Parse(value.Replace('\'', '"'))));
        var errors = JsonSchemaCheck.Validate(Schema("event"), broken);
        Assert.Contains(errors, error => error.Contains(named, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cmd", "args", "{}", "epoch")]
    [InlineData("cmd", "args.blobs", "['x']", "x")]
    [InlineData("cmd", "args.events", "[[1,null]]", "None")]
    [InlineData("cmd", "cmd", "'shutdown'", "shutdown")]
    [InlineData("cmd", "ctr", "0", "0")]
    [InlineData("cmd-live", "args.seconds", "301", "301")]
    [InlineData("cmd-live", "args", null, "args")]
    [InlineData("cmd-pause", "args.scope", "'all'", "all")]
    [InlineData("cmd-config", "args", "{}", "{}")]
    [InlineData("cmd-config", "args.stateEveryS", "0.5", "0.5")]
    [InlineData("result", "status", "'refused'", "reason")] // refused without a reason
    [InlineData("review", "reason", null, "reason")] // dismissed without a reason
    public void WhenACommandIsNotAsItMustBe_TheErrorNamesIt(string sample, string path, string? value, string named)
    {
        var broken = Changed(sample, document => Set(document, "$." + path, value is null ? null : JsonNode.Parse(value.Replace('\'', '"'))));
        Assert.Contains(JsonSchemaCheck.Validate(Schema(sample.Split('-')[0]), broken), error => error.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void WhenASignatureIsVerified_ItNamesItsKey()
    {
        var unnamed = Changed("birth", document => document["signature"] = new JsonObject { ["verified"] = true });
        Assert.NotEmpty(JsonSchemaCheck.Validate(Schema("birth"), unnamed));
    }

    private static void AssertAllowed(string name, string json) => Assert.Empty(JsonSchemaCheck.Validate(Schema(name), json));

    private static string Schema(string name) => Repository.Path($"docs/contract/{name}.schema.json");

    private static string Read(string sample) => File.ReadAllText(Repository.Path($"docs/contract/samples/{sample}"));

    private static string Changed(string name, Action<JsonObject> change)
    {
        var document = JsonNode.Parse(Read($"{name}.json"))!.AsObject();
        change(document);
        return document.ToJsonString();
    }

    /// <summary>Sets what a path like <c>$.a[0].b</c> names; null removes it.</summary>
    private static void Set(JsonNode at, string path, JsonNode? value)
    {
        var steps = path[2..].Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1]) at = (int.TryParse(step, out var i) ? at[i] : at[step])!;
        if (value is null) at.AsObject().Remove(steps[^1]);
        else at[steps[^1]] = value;
    }
}
