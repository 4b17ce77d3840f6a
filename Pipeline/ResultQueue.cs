using System.Threading.Channels;

namespace SegEdge.Pipeline;

/// <summary>What waits to be published, in order: one frame of each camera, and one of all that is no frame. A camera whose results are many never takes
/// the place of another's.</summary>
internal sealed class ResultQueue(int cameras)
{
    // Bounded by the places, of which whoever adds takes one first.
    private readonly Channel<PipelineResult> _results = Channel.CreateUnbounded<PipelineResult>(new UnboundedChannelOptions { SingleReader = true });

    // 1: publishing one frame while the camera's next is segmented; more would only hide that publishing is too slow.
    // A place for each camera's frame; the last one for what is none. Without their wait handles there is nothing to dispose of.
    private readonly SemaphoreSlim[] _places = [.. Enumerable.Range(0, cameras + 1).Select(_ => new SemaphoreSlim(1))];

    /// <returns>False if the camera's last frame still waits; this one stays the caller's.</returns>
    public bool TryAdd(FrameResult frame)
    {
        if (!_places[frame.Feed!.Index].Wait(0)) return false;
        return _results.Writer.TryWrite(new PipelineResult(frame));
    }

    /// <summary>Waits until the camera's last frame is under way.</summary>
    public void Add(FrameResult frame)
    {
        _places[frame.Feed!.Index].Wait();
        _results.Writer.TryWrite(new PipelineResult(frame));
    }

    /// <summary>Waits until the last of its kind is under way.</summary>
    /// <param name="other">No frame.</param>
    public void Add(PipelineResult other)
    {
        _places[^1].Wait();
        _results.Writer.TryWrite(other);
    }

    public ValueTask<bool> WaitAsync() => _results.Reader.WaitToReadAsync();

    public bool TryTake(out PipelineResult result)
    {
        if (!_results.Reader.TryRead(out result)) return false;
        _places[result.Frame?.Feed!.Index ?? cameras].Release();
        return true;
    }

    public void Complete() => _results.Writer.TryComplete();
}
