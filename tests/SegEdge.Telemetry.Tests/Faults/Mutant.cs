namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>Outboxes that leave out one step of the telemetry design, section 5, each as somebody might write it: all is well until something
/// goes wrong. They are made between the outbox and its files, so that the outbox itself stays as it ships.</summary>
internal sealed class Mutant
{
    public const string NoBlobLedger = "no blob ledger (step 2)";
    public const string NoGapOnEviction = "no gap on eviction (step 8)";
    public const string DeleteThenClose = "no close-then-delete (step 10)";

    private readonly string _kind;
    private readonly List<(string Sql, object?[] Values)> _later = [];
    private WatchedFile? _bodies;

    /// <param name="kind">One of the three above.</param>
    public Mutant(string kind) => _kind = kind;

    /// <summary>As <see cref="WatchedFile.Statement"/>.</summary>
    public bool Do(WatchedFile file, string sql, object?[] values)
    {
        if (!file.IsRecords) _bodies = file;
        return _kind switch
        {
            NoBlobLedger => LedgerLater(file, sql, values),
            NoGapOnEviction => !IsInsert(file, sql) || values[1] is not (long)OutboxPriority.Ledger || !Says(values, "\"evicted\""),
            _ => DeleteFirst(file, sql, values),
        };
    }

    // The rows of blobs come with the next transaction, not with the one of their event.
    private bool LedgerLater(WatchedFile file, string sql, object?[] values)
    {
        if (IsInsert(file, sql) && values[1] is (long)OutboxPriority.Blob)
        {
            _later.Add((sql, values));
            return false;
        }

        if (!file.IsRecords || sql != "BEGIN IMMEDIATE") return true;
        file.Run(sql);
        foreach (var (insert, row) in _later) file.Run(insert, row);
        _later.Clear();
        return false;
    }

    // The body goes in the transaction that commits before the one that closes its row.
    private bool DeleteFirst(WatchedFile file, string sql, object?[] values)
    {
        if (file.IsRecords && sql.StartsWith("DELETE FROM record WHERE id", StringComparison.Ordinal)) _bodies!.Run("DELETE FROM body WHERE id = $1", values[0]);
        return true;
    }

    private static bool IsInsert(WatchedFile file, string sql) => file.IsRecords && sql.Contains("INTO record(", StringComparison.Ordinal);

    private static bool Says(object?[] values, string text) => values.OfType<byte[]>().Any(body => body.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0);
}
