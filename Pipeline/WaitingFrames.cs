using SegEdge.Camera;

namespace SegEdge.Pipeline;

/// <summary>One place for each camera's next frame, and the order in which the model takes them: of the cameras whose frame waits, the one that was served longest ago.
/// So a frame waits for at most one of each other camera, however fast those are, and a camera that sends little is served at once.</summary>
/// <remarks>docs/decisions/0031-cameras-take-turns.md says why not the earliest deadline. A frame is put by its camera's thread and taken by one thread; no wait allocates.</remarks>
internal sealed class WaitingFrames(int cameras)
{
    private readonly object _lock = new(); // a System.Threading.Lock cannot be waited for
    private readonly Frame?[] _waiting = new Frame?[cameras];
    private readonly bool[] _completed = new bool[cameras];
    private readonly long[] _served = new long[cameras];
    private int _open = cameras;
    private long _turns;
    private bool _closed;

    /// <summary>Puts a live camera's newest frame, in place of an older one that still waits.</summary>
    /// <param name="replaced">The older one; the caller's from here on.</param>
    /// <returns>False once no frame is taken any more; it stays the caller's.</returns>
    public bool TryReplace(int camera, Frame frame, out Frame? replaced)
    {
        lock (_lock)
        {
            replaced = null;
            if (_closed) return false;
            (replaced, _waiting[camera]) = (_waiting[camera], frame);
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Puts a file's next frame, after waiting for the one before to be taken.</summary>
    /// <param name="stopping">Once cancelled, <see cref="Wake"/> must be called.</param>
    /// <returns>False once no frame is taken any more; it stays the caller's.</returns>
    /// <exception cref="OperationCanceledException">It stays the caller's.</exception>
    public bool TryAdd(int camera, Frame frame, CancellationToken stopping)
    {
        lock (_lock)
        {
            while (!_closed && _waiting[camera] is not null)
            {
                stopping.ThrowIfCancellationRequested();
                Monitor.Wait(_lock);
            }
            if (_closed) return false;
            _waiting[camera] = frame;
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Waits for a frame of any camera.</summary>
    /// <returns>False once every camera is completed and nothing waits.</returns>
    public bool TryTake(out int camera, out Frame frame)
    {
        lock (_lock)
        {
            while ((camera = Next()) < 0)
            {
                if (_closed || _open == 0)
                {
                    frame = null!;
                    return false;
                }
                Monitor.Wait(_lock);
            }
            frame = _waiting[camera]!;
            _waiting[camera] = null;
            _served[camera] = ++_turns;
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>No frame of this camera comes any more.</summary>
    public void Complete(int camera)
    {
        lock (_lock)
        {
            if (_completed[camera]) return;
            _completed[camera] = true;
            _open--;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Lets whoever waits look at what was cancelled.</summary>
    public void Wake()
    {
        lock (_lock) Monitor.PulseAll(_lock);
    }

    /// <summary>No frame is taken any more.</summary>
    /// <returns>Those that waited, with their cameras; the caller's from here on.</returns>
    public IReadOnlyList<(int Camera, Frame Frame)> Close()
    {
        lock (_lock)
        {
            _closed = true;
            (int, Frame)[] left = [.. _waiting.Index().Where(w => w.Item is not null).Select(w => (w.Index, w.Item!))];
            Array.Clear(_waiting);
            Monitor.PulseAll(_lock);
            return left;
        }
    }

    private int Next()
    {
        var next = -1;
        for (var camera = 0; camera < _waiting.Length; camera++)
            if (_waiting[camera] is not null && (next < 0 || _served[camera] < _served[next])) next = camera;
        return next;
    }
}
