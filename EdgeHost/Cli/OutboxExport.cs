using System.Text;
using System.Text.Json.Nodes;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Cli;

/// <summary>Waiting records as files: a line of JSON per message, in the order in which they would leave, and blobs under their sha256.</summary>
internal sealed class OutboxExport(DirectoryInfo folder)
{
    private long _messages, _blobs, _missing;

    /// <param name="report">Told the number of records done.</param>
    public async Task WriteAsync(OutboxReader reader, Action<long> report, CancellationToken stopping)
    {
        var blobs = folder.CreateSubdirectory("blobs");
        await using var lines = new StreamWriter(Path.Combine(folder.FullName, "messages.jsonl"), append: false, new UTF8Encoding(false));
        foreach (var record in reader.Records(missing => _missing = missing))
        {
            stopping.ThrowIfCancellationRequested();
            var line = new JsonObject
            {
                ["topic"] = record.Topic,
                ["contentType"] = record.ContentType,
                ["boot"] = record.BootId,
                ["epoch"] = record.Epoch,
                ["seq"] = record.Seq,
            };
            if (record.Head is not null) line["head"] = record.Head;
            if (record.Sha256 is { } sha256)
            {
                var path = Path.Combine(blobs.FullName, sha256 + Extension(record.ContentType));
                await File.WriteAllBytesAsync(path, record.Body, stopping).ConfigureAwait(false);
                (line["event"], line["sha256"], line["file"]) = (record.EventId, sha256, Path.GetRelativePath(folder.FullName, path));
                _blobs++;
            }
            else
            {
                line["body"] = JsonNode.Parse(record.Body.Span);
                _messages++;
            }

            await lines.WriteLineAsync(line.ToJsonString().AsMemory(), stopping).ConfigureAwait(false);
            report(_messages + _blobs);
        }
    }

    public override string ToString() =>
        $"{_messages} messages and {_blobs} blobs in {folder.FullName}{(_missing == 0 ? "" : $"; {_missing} records left meanwhile or are spoiled on the disk")}";

    private static string Extension(string contentType) => contentType switch
    {
        ContentTypes.Png => ".png",
        ContentTypes.Jpeg => ".jpg",
        ContentTypes.Heat => ".heat",
        _ => ".bin",
    };
}
