using DuckDB.NET.Data;
using SegEdge.Fleet.Analysis;

namespace SegEdge.Fleet.Export;

/// <summary>Finds reviewed events whose picture and mask are here. Pictures are read as they are asked for: a training set may be larger than memory.</summary>
public sealed class ReviewedFrames
{
    private readonly FleetFolder _folder;
    private readonly Row[] _rows;

    /// <param name="verdict">The last word on the event, as the contract writes it: <c>confirm</c>.</param>
    /// <param name="head">Of masks, where models have several; null takes those of models with one.</param>
    /// <exception cref="FleetAnalysisException">Nothing to export; says what there is.</exception>
    public ReviewedFrames(FleetFolder folder, string verdict, string? head, AnalysisOptions time)
    {
        _folder = folder;
        using var duck = new Duck();
        var (events, verdicts, attachments) = (Needed(folder.Events, "events"), Needed(folder.Verdicts, "verdicts"), Needed(folder.Attachments, "which blob belongs to which event"));
        Row[] all;
        try
        {
            all = [.. duck.Query(Sql(events, verdicts, attachments, verdict, head, time), RowOf)];
        }
        catch (DuckDBException e)
        {
            throw new FleetAnalysisException($"{folder.Path}: a table cannot be read: {e.Message.Split('\n')[0]} 'segedge fleet report' on the same folder names damaged files.", e);
        }

        _rows = [.. all.Where(row => folder.LengthOf(row.Frame ?? row.Thumb) is not null && folder.LengthOf(row.Mask) is not null)];
        Reviewed = all.Length;
        if (_rows.Length > 0) return;
        throw new FleetAnalysisException(all.Length == 0
            ? $"{folder.Path}: no event has '{verdict}' as its last verdict in this time; there are {Counts(duck, verdicts)}. Review some, or choose another --verdict or time."
            : $"{folder.Path}: {all.Length} events are '{verdict}', but {all.Count(row => folder.LengthOf(row.Frame ?? row.Thumb) is not null)} have a picture here and {all.Count(row => folder.LengthOf(row.Mask) is not null)} a mask{(head is null ? " of a model with one head" : $" of head '{head}'")}; both are needed. Heads here: {Heads(duck, attachments)}.");
    }

    /// <summary>Events with the verdict, whether or not they can be exported.</summary>
    public int Reviewed { get; }

    public int Count => _rows.Length;

    public IEnumerable<ReviewedFrame> Read()
    {
        foreach (var row in _rows)
        {
            if (_folder.ReadBlob(row.Frame ?? row.Thumb) is not { } picture || _folder.ReadBlob(row.Mask) is not { } mask) continue; // aged since we looked
            yield return new(row.EventId, row.Camera, row.Utc, row.ModelSha256, picture, mask, row.Frame is null);
        }
    }

    /// <summary>Names of classes by their number in masks; where a folder does not tell, nothing.</summary>
    /// <exception cref="FleetAnalysisException">Models of the set number their classes differently: one set cannot hold both.</exception>
    public IReadOnlyDictionary<int, string> ClassNames(string? head)
    {
        if (ParquetTable.Of(_folder.Classes) is not { IsEmpty: false } classes) return new Dictionary<int, string>();
        using var duck = new Duck();
        var models = string.Join(", ", _rows.Select(row => row.ModelSha256).Distinct().Select(Duck.Quote));
        var names = duck.Query($"SELECT DISTINCT class_index, name FROM {classes.Sql} WHERE model_sha256 IN ({models}) AND head IS NOT DISTINCT FROM {(head is null ? "NULL" : Duck.Quote(head))}", r => (Index: r.GetInt32(0), Name: r.GetString(1))).ToArray();
        var twice = names.GroupBy(one => one.Index).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? names.ToDictionary(one => one.Index, one => one.Name)
            : throw new FleetAnalysisException($"{_folder.Classes}: class {twice.Key} is {string.Join(" and ", twice.Select(one => $"'{one.Name}'"))} in different models of this set. Narrow it to one model with --since and --until.");
    }

    private static ParquetTable Needed(string folder, string what) => ParquetTable.Of(folder) is { IsEmpty: false } table
        ? table
        : throw new FleetAnalysisException($"{folder}: no Parquet file; expected {what}. Name a hub's folder whose events were reviewed, with --data.");

    private static string Sql(ParquetTable events, ParquetTable verdicts, ParquetTable attachments, string verdict, string? head, AnalysisOptions time) => $"""
        WITH judged AS (SELECT event_id, arg_max(verdict, utc) AS verdict FROM {verdicts.Sql} GROUP BY event_id),
          blobs AS (
            SELECT event_id, any_value(sha256) FILTER (kind = 'frame') AS frame, any_value(sha256) FILTER (kind = 'thumb') AS thumb,
              any_value(sha256) FILTER (kind = 'mask' AND head IS NOT DISTINCT FROM {(head is null ? "NULL" : Duck.Quote(head))}) AS mask
            FROM {attachments.Sql} GROUP BY event_id)
        SELECT event_id, site || '/' || device || '/' || camera, epoch_us(captured_utc), model_sha256, frame, thumb, mask
        FROM {events.Sql} JOIN judged USING (event_id) LEFT JOIN blobs USING (event_id)
        WHERE judged.verdict = {Duck.Quote(verdict)} AND {FleetReader.Within("captured_utc", time)} ORDER BY event_id
        """;

    private static Row RowOf(DuckDBDataReader r) => new(
        r.GetString(0), r.GetString(1), DateTimeOffset.UnixEpoch.AddTicks(r.GetInt64(2) * TimeSpan.TicksPerMicrosecond), r.GetString(3), Text(r, 4), Text(r, 5), Text(r, 6));

    private static string? Text(DuckDBDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);

    private static string Counts(Duck duck, ParquetTable verdicts) => string.Join(", ", duck.Query($"SELECT verdict, count(*) FROM (SELECT arg_max(verdict, utc) AS verdict FROM {verdicts.Sql} GROUP BY event_id) GROUP BY verdict ORDER BY 2 DESC", r => $"{r.GetInt64(1)} '{r.GetString(0)}'").DefaultIfEmpty("none"));

    private static string Heads(Duck duck, ParquetTable attachments) => string.Join(", ", duck.Query($"SELECT DISTINCT coalesce(head, '(one head)') FROM {attachments.Sql} WHERE kind = 'mask' ORDER BY 1", r => r.GetString(0)).DefaultIfEmpty("none"));

    private sealed record Row(string EventId, string Camera, DateTimeOffset Utc, string ModelSha256, string? Frame, string? Thumb, string? Mask);
}
