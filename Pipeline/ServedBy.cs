using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>What made a result: while the device runs, both can change.</summary>
public sealed record ServedBy(ModelPackage Package, ProviderChoice Provider);
