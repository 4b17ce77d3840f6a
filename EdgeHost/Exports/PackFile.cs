namespace SegEdge.EdgeHost.Exports;

/// <summary>A file of a pack, as its manifest lists it.</summary>
internal sealed record PackFile(string Path, long Bytes, string Sha256, string Type);
