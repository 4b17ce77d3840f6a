using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Hub.Pages;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>The front end's types say what the server sends: compared with its records and with the contract.</summary>
public sealed partial class DashboardTypesTests
{
    private static readonly string Types = File.ReadAllText(Repository.Path("EdgeHost/Web/api-types.ts")), FleetTypes = File.ReadAllText(Repository.Path("EdgeHost/Web/fleet-types.ts"));

    public static TheoryData<Type> Records =>
    [
        typeof(DashboardStatus), typeof(CameraStatus), typeof(ModelStatus), typeof(HeadStatus), typeof(ClassStatus), typeof(CounterStatus), typeof(BrokerStatus),
        typeof(HealthStatus), typeof(LiveReport), typeof(LiveHead), typeof(LiveClass), typeof(LiveFlag), typeof(LiveLatency),
        typeof(SessionReport), typeof(SessionRights), typeof(QueueOffers), typeof(EdgeHost.Hub.HubReport),
    ];

    [Theory]
    [MemberData(nameof(Records))]
    public void ARecord_HasTheSameFieldsAndNulls_InTheBrowser(Type record) => HasTheSame(Types, record);

    private static void HasTheSame(string source, Type record)
    {
        var nullability = new NullabilityInfoContext();
        var sent = record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => (JsonNamingPolicy.CamelCase.ConvertName(p.Name), nullability.Create(p).ReadState == NullabilityState.Nullable));
        Assert.Equal(sent.Order(), Fields(record.Name, source).Select(f => (f.Name, f.Type.EndsWith("| null", StringComparison.Ordinal))).Order());
    }

    public static TheoryData<Type> FleetRecords =>
        [.. typeof(DeviceSummary).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(DeviceSummary).Namespace && type.GetMethod("<Clone>$") is not null)];

    [Theory]
    [MemberData(nameof(FleetRecords))]
    public void ARecordOfTheFleetsPages_HasTheSameFieldsAndNulls_InTheBrowser(Type record) => HasTheSame(FleetTypes, record);

    [Theory]
    [InlineData("EventMessage", "")]
    [InlineData("EventClip", "clip")]
    [InlineData("EventCapture", "capture")]
    [InlineData("EventFrame", "frame")]
    [InlineData("EventClass", "classes")]
    [InlineData("EventFlag", "flags")]
    [InlineData("EventRegion", "regions")]
    [InlineData("EventBlob", "blobs")]
    [InlineData("EventLatency", "latencyMs")]
    [InlineData("EventExplanation", "explanations")]
    [InlineData("ExplanationTarget", "explanations/target")]
    [InlineData("ExplanationShares", "explanations/shares")]
    [InlineData("Faithfulness", "explanations/faithfulness")]
    [InlineData("ExplanationAge", "explanations/age")]
    [InlineData("Rect", "explanations/rect")]
    public void WhatThePageReadsOfAnEvent_IsInTheContract(string name, string place)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.Path("docs/contract/event.schema.json")));
        var known = place.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(schema.RootElement, (at, part) => Resolved(schema, at.GetProperty("properties").GetProperty(part)))
            .GetProperty("properties").EnumerateObject().Select(p => p.Name).ToHashSet();
        Assert.All(Fields(name), field => Assert.Contains(field.Name, known));
    }

    [Fact]
    public void NoSource_OptsOutOfItsTypes()
    {
        var sources = Directory.GetFiles(Repository.Path("EdgeHost/Web"), "*.ts");
        Assert.NotEmpty(sources);
        Assert.All(sources, file => Assert.DoesNotMatch(OptOut(), File.ReadAllText(file)));
    }

    private static JsonElement Resolved(JsonDocument schema, JsonElement at)
    {
        if (at.TryGetProperty("items", out var items)) at = items;
        return at.TryGetProperty("$ref", out var reference)
            ? schema.RootElement.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1])
            : at;
    }

    private static List<(string Name, string Type)> Fields(string name, string? source = null)
    {
        var body = Regex.Match(source ?? Types, $@"export interface {name}\b[^{{]*\{{(.*?)\n\}}", RegexOptions.Singleline);
        Assert.True(body.Success, $"the types have no interface {name}");
        return [.. Field().Matches(body.Groups[1].Value).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];
    }

    [GeneratedRegex(@"^  (\w+)\??: (.+);$", RegexOptions.Multiline)]
    private static partial Regex Field();

    [GeneratedRegex(@"(:|\bas|<|\|) any\b|<any\b|\bany\[\]|as unknown as|@ts-(ignore|nocheck|expect-error)")]
    private static partial Regex OptOut();
}
