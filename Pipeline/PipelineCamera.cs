using SegEdge.Camera;

namespace SegEdge.Pipeline;

/// <summary>One camera of a pipeline.</summary>
/// <param name="Name">Another than every other camera's: it is on each result.</param>
/// <param name="Source">Kept by the caller, who disposes it after the run.</param>
/// <param name="MaxAge">Older results of a live source are stale; zero: none is. A file's frames wait as long as they must.</param>
public sealed record PipelineCamera(string Name, IFrameSource Source, TimeSpan MaxAge = default);
