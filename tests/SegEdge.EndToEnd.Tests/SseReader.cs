using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>Reads server-sent events as a browser would: fields to a blank line, comments skipped.</summary>
public sealed class SseReader(Stream stream) : IDisposable
{
    private readonly StreamReader _lines = new(stream);

    public async Task<(string Kind, string Id, string Data)> NextAsync(CancellationToken ct)
    {
        var (kind, id, data) = ("message", "", "");
        while (await _lines.ReadLineAsync(ct).AsTask().WaitAsync(Eventually.Patience, ct) is { } line)
        {
            if (line.Length == 0 && data.Length > 0) return (kind, id, data);
            if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) data += line[6..];
        }
        throw new EndOfStreamException("The event stream ended before the next event.");
    }

    public void Dispose() => _lines.Dispose();
}
