using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Store;

/// <summary>Within it numbers rise from 1 without holes.</summary>
public readonly record struct SequenceKey(string Site, string Device, string Epoch, StreamKind Stream);
