using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Outbox;

/// <summary>A folder with an outbox in it that tests open, close, kill and damage.</summary>
internal sealed class DiskOutbox : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteOutbox> _opened = [];

    public DiskOutbox(TimeProvider? time = null, long cap = 1 << 20, int? maxPages = null) =>
        (Time, Cap, MaxPages) = (time ?? new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_600)), cap, maxPages);

    public TimeProvider Time { get; }

    public long Cap { get; }

    public int? MaxPages { get; set; }

    /// <summary>Instead of plain files; null for those.</summary>
    public Func<string, string, SpoolDatabase>? OpenFile { get; set; }

    public string Folder => Path.Combine(_folder.Path, "outbox");

    public SqliteOutbox Open(string? folder = null, OutboxRules? rules = null)
    {
        var settings = new SpoolSettings(folder ?? Folder, Cap, Some.Identity(), Time, TimeSpan.FromDays(7), NullLogger.Instance, MaxPages)
        {
            Rules = rules ?? OutboxRules.Default,
        };
        var outbox = new SqliteOutbox(OpenFile is null ? settings : settings with { OpenFile = OpenFile });
        _opened.Add(outbox);
        return outbox;
    }

    /// <summary>What the disk would show after kill -9 at this moment: the files as they are, logs included.</summary>
    public string Killed()
    {
        var copy = Directory.CreateDirectory(Path.Combine(_folder.Path, $"killed-{Guid.NewGuid():n}")).FullName;
        foreach (var file in Files("*.db*")) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    public string[] Files(string pattern, string? folder = null) => Directory.GetFiles(folder ?? Folder, pattern);

    public long BytesOnDisk => Files("*.db*").Sum(file => new FileInfo(file).Length);

    public static Task<AppendReceipt> AppendAsync(IOutbox outbox, OutboxEntry entry) =>
        outbox.AppendAsync(entry, TestContext.Current.CancellationToken).AsTask();

    public static async Task<List<OutboxRecord>> DrainAsync(IOutbox outbox)
    {
        var all = new List<OutboxRecord>();
        while (await outbox.TakeAsync(TestContext.Current.CancellationToken) is { } record)
        {
            all.Add(record);
            await outbox.ConfirmAsync(record, TestContext.Current.CancellationToken);
        }

        return all;
    }

    public static GapMessage[] Gaps(IEnumerable<OutboxRecord> records) =>
        [.. records.Where(record => record.Priority == OutboxPriority.Ledger)
            .Select(record => JsonSerializer.Deserialize(record.Body.Span, TelemetryJson.Default.GapMessage)!)];

    public async ValueTask DisposeAsync()
    {
        foreach (var outbox in _opened) await outbox.DisposeAsync();
        _folder.Dispose();
    }
}
