namespace SegEdge.EdgeHost.Swap;

/// <summary>Which model is current, where that is not the configured one.</summary>
/// <param name="Configured">Model:Path when it was swapped; with another one there the pointer no longer holds.</param>
/// <param name="Model">Path or name of the model.</param>
/// <param name="Sha256">Of its file: the folder may have changed since.</param>
internal sealed record ModelPointer(string Configured, string Model, string Sha256, DateTimeOffset Since);
