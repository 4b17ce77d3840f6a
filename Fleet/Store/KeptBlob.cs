namespace SegEdge.Fleet.Store;

/// <summary>A blob that is whole and kept, by what its device's receipt must name.</summary>
public readonly record struct KeptBlob(string Site, string Device, string Epoch, string Sha256);
