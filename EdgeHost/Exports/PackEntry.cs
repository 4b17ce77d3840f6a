namespace SegEdge.EdgeHost.Exports;

/// <summary>A file of an audit pack.</summary>
/// <param name="Path">In the pack, with slashes.</param>
/// <param name="Type">Media type.</param>
public sealed record PackEntry(string Path, ReadOnlyMemory<byte> Bytes, string Type)
{
    public const string Json = "application/json", JsonLines = "application/x-ndjson", Text = "text/plain; charset=utf-8";
}
