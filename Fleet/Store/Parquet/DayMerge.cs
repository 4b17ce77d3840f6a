namespace SegEdge.Fleet.Store.Parquet;

/// <summary>Makes one file of the hours of a day that is over: a report opens a twenty-fourth of the files.</summary>
/// <remarks>The file of a day is whole under its name before its hours are deleted, and readers leave those out as soon as it is there. What a kill leaves behind goes next time.</remarks>
internal sealed class DayMerge(string folder)
{
    private DateTimeOffset _done = DateTimeOffset.MinValue;

    /// <param name="exportedTo">Days that end by then are over.</param>
    /// <returns>How many files were made.</returns>
    public int Run(DateTimeOffset exportedTo)
    {
        var today = new DateTimeOffset(exportedTo.UtcDateTime.Date, TimeSpan.Zero);
        if (today <= _done) return 0;
        var made = 0;
        foreach (var table in (string[])["events", "attachments"])
            if (Directory.Exists(Path.Combine(folder, table)))
                foreach (var day in Directory.EnumerateFiles(Path.Combine(folder, table), "*T??.parquet", SearchOption.AllDirectories)
                    .Select(file => (File: file, Span: ParquetNames.SpanOf(file))).Where(one => one.Span is var (_, to) && to <= today)
                    .GroupBy(one => Path.Combine(Path.GetDirectoryName(one.File)!, ParquetNames.OfDay(one.Span!.Value.From)), one => one.File).ToArray())
                    made += Merge([.. day.Order(StringComparer.Ordinal)], day.Key) ? 1 : 0;
        _done = today;
        return made;
    }

    private static bool Merge(string[] hours, string day)
    {
        using var tables = new DuckTables();
        string? source = Parquet(hours);
        if (File.Exists(day))
        {
            // Nearly always of a kill between the two; what is not in the file of the day is not given up, whatever the reason.
            var missing = $"SELECT * FROM {source} WHERE event_id NOT IN (SELECT event_id FROM {Parquet([day])})";
            source = tables.Query($"SELECT COUNT(*) FROM ({missing})", row => row.GetInt64(0))[0] == 0 ? null : $"(SELECT * FROM {Parquet([day])} UNION ALL BY NAME {missing})";
        }

        if (source is not null) tables.Copy($"SELECT * FROM {source} ORDER BY event_id", day);
        foreach (var hour in hours) File.Delete(hour);
        return source is not null;
    }

    private static string Parquet(string[] files) => $"read_parquet([{string.Join(", ", files.Select(DuckTables.Quote))}], hive_partitioning = false, union_by_name = true)";
}
