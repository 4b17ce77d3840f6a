namespace SegEdge.Fleet.Analysis;

/// <summary>Numbers of one device's epoch that are not here, between those that are.</summary>
public sealed record SeqHole(string Device, string Epoch, long First, long Last, long Missing);
