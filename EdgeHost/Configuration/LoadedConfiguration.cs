namespace SegEdge.EdgeHost.Configuration;

/// <summary>A configuration as far as it can be used.</summary>
/// <param name="Problems">What cannot; a run refuses to start while there are any.</param>
internal sealed record LoadedConfiguration(IConfiguration Configuration, SegEdgeOptions Options, IReadOnlyList<string> Problems);
