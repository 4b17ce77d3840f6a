using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Models;

/// <summary>One model of the catalog.</summary>
/// <param name="IsInstalled">Whether the weights are there.</param>
internal sealed record CatalogEntry(ModelManifest Manifest, string Folder, bool IsInstalled);
