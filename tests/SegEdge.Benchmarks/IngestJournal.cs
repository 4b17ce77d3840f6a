using System.Globalization;

namespace SegEdge.Benchmarks;

/// <summary>What a broker took, a line each, in a file: in memory it would be the growth that is looked for. Thread-safe.</summary>
internal sealed class IngestJournal(string path) : IDisposable
{
    private readonly StreamWriter _lines = new(path);
    private bool _closed;

    public void Note(string epoch, long seq, string eventId, string cardSha256, IEnumerable<string> blobs)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{epoch} {seq} {eventId} {cardSha256} {string.Join(' ', blobs)}");
        lock (_lines) _lines.WriteLine(line);
    }

    /// <summary>Once it is closed.</summary>
    public IEnumerable<(string Epoch, long Seq, string EventId, string CardSha256, string[] Blobs)> Read() =>
        File.ReadLines(path).Select(line => line.Split(' ')).Select(parts => (parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], parts[3], parts[4..]));

    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        _lines.Dispose();
    }
}
