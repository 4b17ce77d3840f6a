using System.Text.Json.Serialization;

namespace SegEdge.EdgeHost.Hub;

/// <param name="Shown">Names of the layers in the picture, as a verdict has them.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PictureNoteRequest(IReadOnlyList<string>? Shown);
