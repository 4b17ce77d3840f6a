using DuckDB.NET.Data;

namespace SegEdge.Fleet.Analysis;

/// <summary>The files of one table, and why some of them cannot be read. One damaged file must not cost the report.</summary>
internal sealed record ParquetTable(string Folder, IReadOnlyList<string> Files, IReadOnlyList<string> Unreadable)
{
    public bool IsEmpty => Files.Count == 0;

    public string Sql => Duck.Parquet(Files);

    /// <summary>With <c>filename</c> and <c>file_row_number</c> of each row.</summary>
    public string SqlWithPlaces => Duck.Parquet(Files, "filename = true, file_row_number = true");

    public static ParquetTable Of(string folder) => new(folder, FleetFolder.FilesOf(folder), []);

    /// <summary>Reads every file to its end, which takes as long as the question itself: for when that failed.</summary>
    public ParquetTable Checked(Duck duck, IReadOnlyList<string> columns)
    {
        var found = Files.Select(file => (File: file, Why: WhyNot(duck, file, columns))).ToArray();
        return this with
        {
            Files = [.. found.Where(f => f.Why is null).Select(f => f.File)],
            Unreadable = [.. found.Where(f => f.Why is not null).Select(f => $"{Path.GetRelativePath(Folder, f.File)}: {f.Why}")],
        };
    }

    private static string? WhyNot(Duck duck, string file, IReadOnlyList<string> columns)
    {
        try
        {
            duck.Run($"SELECT {string.Join(", ", columns.Select(column => $"any_value({column})"))} FROM {Duck.Parquet([file])}");
            return null;
        }
        catch (DuckDBException e)
        {
            return e.Message.Split('\n')[0];
        }
    }
}
