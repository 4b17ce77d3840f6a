using SegEdge.Pipeline.Tests.Stages;

namespace SegEdge.Pipeline.Tests.Cameras;

/// <summary>Writes down whose results come, in the order in which they come.</summary>
internal sealed class CameraSink : IResultSink
{
    private readonly Lock _lock = new();
    private readonly List<Shown> _frames = [];
    private readonly List<ExplainedFrame> _explained = [];
    private readonly List<StageError> _errors = [];

    public Count Frames { get; } = new();

    public Count Explanations { get; } = new();

    /// <summary>Called in the middle of each frame.</summary>
    public Func<FrameResult, ValueTask> OnFrame { get; init; } = _ => ValueTask.CompletedTask;

    public IReadOnlyList<Shown> Shown { get { lock (_lock) return [.. _frames]; } }

    public IReadOnlyList<ExplainedFrame> Explained { get { lock (_lock) return [.. _explained]; } }

    public IReadOnlyList<StageError> Errors { get { lock (_lock) return [.. _errors]; } }

    public IReadOnlyList<long> NumbersOf(string camera) => [.. Shown.Where(f => f.Camera == camera).Select(f => f.Number)];

    public async ValueTask FrameAsync(FrameResult result)
    {
        lock (_lock)
            _frames.Add(new(result.Camera, result.Summary.Number, result.Stale, [.. result.Regions.Select(r => r.Track)], [.. result.Flags.Select(f => f.Rule)],
                result.ServedBy.Package.Manifest.Version, [.. result.Segmentation.Heads[0].Classes]));
        Frames.Add();
        await OnFrame(result);
    }

    public ValueTask ExplainedAsync(ExplainedFrame explained)
    {
        lock (_lock) _explained.Add(explained);
        Explanations.Add();
        return ValueTask.CompletedTask;
    }

    public ValueTask FailedAsync(StageError failure)
    {
        lock (_lock) _errors.Add(failure);
        return ValueTask.CompletedTask;
    }
}

internal sealed record Shown(string Camera, long Number, bool Stale, int[] Tracks, string[] Flags, string Version, byte[] Classes);
