using System.IO.Pipes;
using SegEdge.Camera.Live;

namespace SegEdge.Camera.Clips;

/// <summary>Reads a child's packets into the ring on a thread of its own, whatever they are: a pipe that nobody empties would stop the child's
/// pictures too.</summary>
internal sealed class PacketPump : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly PacketRing _ring;
    private readonly Thread _thread;
    private volatile bool _stopping;

    public PacketPump(PacketRing ring)
    {
        _ring = ring;
        _thread = new Thread(Run) { IsBackground = true, Name = "reads packets" };
    }

    /// <summary>The number of the descriptor that a child started now writes to.</summary>
    public string ChildsEnd => _pipe.GetClientHandleAsString();

    /// <summary>The child has its end.</summary>
    public void Start()
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        _thread.Start();
    }

    public void Dispose()
    {
        _stopping = true;
        if (_thread.IsAlive) _thread.Join();
        _pipe.DisposeLocalCopyOfClientHandle();
        _pipe.Dispose();
    }

    private void Run()
    {
        var stream = new TransportStream(_ring);
        // A pipe holds no more.
        var buffer = new byte[64 << 10];
        try
        {
            while (!_stopping)
            {
                if (!Posix.WaitReadable(_pipe.SafePipeHandle, Look)) continue;
                if (Posix.Read(_pipe.SafePipeHandle, buffer) is not (> 0 and var read)) break;
                stream.Feed(buffer.AsSpan(0, read), _ring.Now);
            }
        }
        catch (IOException) { } // expected: the pipe broke with its child; pictures tell what happened
        stream.End();
    }
}
