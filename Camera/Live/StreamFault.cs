namespace SegEdge.Camera.Live;

/// <summary>Why a stream ended.</summary>
/// <param name="Message">One line for a person: what, where, found, expected, next step; without a login.</param>
/// <param name="Said">The last lines of the camera program.</param>
public sealed record StreamFault(StreamFaultKind Kind, string Message, IReadOnlyList<string> Said);
