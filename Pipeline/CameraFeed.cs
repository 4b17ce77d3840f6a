using SegEdge.Camera;

namespace SegEdge.Pipeline;

/// <summary>A camera within the pipeline: its buffers, its age budget, its share of a throttled model, its counters. Nothing here is shared with another camera.</summary>
/// <param name="index">Its place among the cameras, from 0.</param>
/// <param name="frames">Buffers of its pool.</param>
/// <param name="cameras">How many share the model.</param>
internal sealed class CameraFeed(int index, PipelineCamera camera, int cameras, int frames, CameraCounters counters, PipelineThrottle throttle, TimeProvider time)
{
    public int Index => index;

    public string Name => camera.Name;

    public IFrameSource Source => camera.Source;

    public bool IsLive { get; } = camera.Source.Kind == SourceKind.Live;

    public FramePool Pool { get; } = new(frames, camera.Source.Size);

    public AgeBudget Budget { get; } = new(camera.Source.Kind == SourceKind.Live ? camera.MaxAge : TimeSpan.Zero, time);

    public FrameThinning Thinning { get; } = new(throttle, time, cameras);

    public CameraCounters Counters => counters;

    /// <summary>Gives up a frame that waited for the model, or was not read after its run.</summary>
    public void Drop(Frame frame)
    {
        frame.Dispose();
        counters.Dropped(Stage.Segment);
    }
}
