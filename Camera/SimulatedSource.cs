using SegEdge.Camera.Simulation;

namespace SegEdge.Camera;

/// <summary>A field camera without a field. Live, it keeps time: the picture of the moment is drawn when it is asked for, and what a
/// slow reader missed was never drawn.</summary>
public sealed class SimulatedSource : IFrameSource
{
    private readonly SimulationOptions _options;
    private readonly TimeProvider _time;
    private readonly FieldScene _scene;
    private readonly byte[] _classes, _markers;
    private readonly long _started;
    private long _next;

    /// <exception cref="CameraException">An option is out of range.</exception>
    public SimulatedSource(SimulationOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _scene = new FieldScene(options);
        _classes = new byte[_scene.Size.Pixels];
        _markers = options.Sticks is null ? [] : new byte[_scene.Size.Pixels];
        _started = time.GetTimestamp();
    }

    public string Name => $"simulated field {_options.Seed}";

    public SourceKind Kind => _options.Mode;

    public PictureSize Size => _scene.Size;

    public double? FramesPerSecond => _options.FramesPerSecond;

    public long? Length => _options.FrameCount;

    /// <summary>Number in the script of the last picture read; -1 before the first. Live, it jumps over what was missed.</summary>
    public long SceneFrame { get; private set; } = -1;

    /// <summary>The truth of the last picture read: uint8 [height, width], values of <see cref="FieldClasses"/>. Overwritten by the
    /// next read.</summary>
    public ReadOnlySpan<byte> Classes => _classes;

    /// <summary>Where marker sticks are in the last picture read: uint8 [height, width], 0 or 1; empty in the plain field.</summary>
    public ReadOnlySpan<byte> Markers => _markers;

    public ReadOutcome Read(Frame frame, CancellationToken stopping)
    {
        if (Kind == SourceKind.Live) _next = Math.Max(_next, WaitForDue(stopping));
        stopping.ThrowIfCancellationRequested();
        if (_next >= _options.FrameCount) return ReadOutcome.End;
        frame.Resize(Size);
        _scene.Render(_next, frame.Pixels, _classes, _markers);
        SceneFrame = _next++;
        return ReadOutcome.Picture;
    }

    /// <summary>The number that is due now, after waiting for <see cref="_next"/> if that is still to come.</summary>
    private long WaitForDue(CancellationToken stopping)
    {
        // Each wait is counted from the start, so that rounding never adds up to drift.
        var early = TimeSpan.FromSeconds(_next / _options.FramesPerSecond) - _time.GetElapsedTime(_started);
        if (early > TimeSpan.Zero) Task.Delay(early, _time, stopping).GetAwaiter().GetResult();
        // 1e-6: a timer that fires exactly on time must not count as a hair too early.
        return (long)Math.Floor(_time.GetElapsedTime(_started).TotalSeconds * _options.FramesPerSecond + 1e-6);
    }

    public void Dispose() => _scene.Dispose();
}
