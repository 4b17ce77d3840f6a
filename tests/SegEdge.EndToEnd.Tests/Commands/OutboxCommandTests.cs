using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary><c>segedge outbox</c>, as somebody uses it who stands beside a vehicle without a link.</summary>
public sealed class OutboxCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Status_ShowsWhatWaits_WhileTheDeviceRuns()
    {
        await using var outbox = await FillAsync(_folder.File("outbox"));
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "outbox", "status", "--folder", _folder.File("outbox"));
        Assert.True(code == 0, errors);
        Assert.Contains($"epoch         {outbox.Epoch}, events numbered to 2, gaps to 0", output, StringComparison.Ordinal);
        Assert.Contains("3 records: 0 ledger, 2 alert, 0 review, 1 blob", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WritesEveryMessageOnALine_AndBlobsUnderTheirHash()
    {
        await using var outbox = await FillAsync(_folder.File("outbox"));
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "outbox", "export", "--set", $"Outbox:Folder={_folder.File("outbox")}", "--out", _folder.File("out"));
        Assert.True(code == 0, errors);
        Assert.Contains("2 messages and 1 blobs", output, StringComparison.Ordinal);
        var lines = File.ReadAllLines(_folder.File("out/messages.jsonl")).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal([1, 2], lines.Where(l => l["body"] is not null).Select(l => (int)l["body"]!["seq"]!));
        var blob = Assert.Single(lines, l => l["file"] is not null);
        var body = await File.ReadAllBytesAsync(_folder.File($"out/{blob["file"]}"), TestContext.Current.CancellationToken);
        Assert.Equal((string)blob["sha256"]!, Convert.ToHexStringLower(SHA256.HashData(body)));
        Assert.Equal(3, outbox.Snapshot().Rows);
    }

    [Fact]
    public async Task Estimate_FollowsTheSettings_AndTheLastOfEqualKeysCounts()
    {
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "outbox", "estimate", "--per-hour", "3600", "--blobs", "0", "--bytes", "1488",
            "--set", "Outbox:CapBytes=5000000", "--set", "outbox:capBytes=72000000");
        Assert.True(code == 0, errors);
        Assert.Contains("36,000 events", output, StringComparison.Ordinal); // 72,000,000 / (1,488 + 512)
        Assert.Contains("last 10 h", output, StringComparison.Ordinal); // one a second
        Assert.Contains("Sending them takes 12 min", output, StringComparison.Ordinal); // 50 a second
    }

    [Theory]
    [InlineData("outbox", "estimate", "--per-hour", "0")]
    [InlineData("outbox", "status", "--folder", "no/such/folder")]
    [InlineData("outbox", "status", "--set", "Outbox:Folder=")]
    public async Task WhatCannotBeUsed_IsExitCode2(params string[] arguments)
    {
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, arguments);
        Assert.Equal(2, code);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain("fault", errors, StringComparison.Ordinal);
    }

    private static async Task<SqliteOutbox> FillAsync(string folder)
    {
        var outbox = new SqliteOutbox(folder, 1 << 20, new("site", "device", DeviceIdentity.NewBootId()), TimeProvider.System, NullLogger<SqliteOutbox>.Instance);
        foreach (OutboxBlob[] blobs in (OutboxBlob[][])[[new(BlobKind.Thumb, ContentTypes.Jpeg, new byte[5000])], []])
            Assert.True((await outbox.AppendAsync(new(Event(), blobs), TestContext.Current.CancellationToken)).Accepted);
        return outbox;
    }

    private static EventMessage Event() => new()
    {
        EventId = EventMessage.NewId(TimeProvider.System),
        BootId = "boot",
        Site = "site",
        Device = "device",
        Capture = new() { Utc = DateTimeOffset.UtcNow, MonoNs = 1, Clock = ClockSource.Free },
        Frame = new() { Camera = "front", Number = 1, Width = 640, Height = 384 },
        Model = new() { Name = "field", Version = "1.0", Sha256 = new('0', 64), Provider = "CPU" },
        Classes = [],
        Flags = [new() { Rule = "trigger", Value = 1, Threshold = 1, Severity = Severity.Alert }],
        Regions = [],
        Explanations = [],
        LatencyMs = new() { Pre = 1, Infer = 1, Post = 1, Total = 3 },
        Blobs = [],
        Privacy = PrivacyInfo.None,
    };
}
