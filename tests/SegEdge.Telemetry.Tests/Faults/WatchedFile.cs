namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>A file of the spool whose statements a test sees before they run, and may do itself.</summary>
/// <param name="statement">True: run it. False: the test did what it wanted instead.</param>
internal sealed class WatchedFile(string path, string synchronous, WatchedFile.Statement statement) : SpoolDatabase(path, synchronous)
{
    internal delegate bool Statement(WatchedFile file, string sql, object?[] values);

    /// <summary>Of the two files, the one with the rows.</summary>
    public bool IsRecords { get; } = System.IO.Path.GetFileName(path).StartsWith("outbox-", StringComparison.Ordinal);

    public override void Execute(string sql, params ReadOnlySpan<object?> values)
    {
        if (statement(this, sql, values.ToArray())) base.Execute(sql, values);
    }

    /// <summary>Runs it without asking.</summary>
    public void Run(string sql, params ReadOnlySpan<object?> values) => base.Execute(sql, values);
}
