using System.Runtime.ExceptionServices;

namespace SegEdge.Pipeline;

/// <summary>A thread that does the second half of each piece of work while its owner does the first half of the next. One piece is in its hands, none waits; putting allocates nothing.</summary>
internal sealed class SecondHalf<T> : IDisposable where T : struct
{
    private readonly object _lock = new(); // a System.Threading.Lock cannot be waited for
    private readonly Action<T> _work;
    private readonly Thread _thread;
    private T _piece;
    private bool _busy, _ended;
    private ExceptionDispatchInfo? _fault;

    /// <param name="work">Of the second half. What it throws reaches the owner at its next call, and ends the thread.</param>
    public SecondHalf(string name, Action<T> work)
    {
        _work = work;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Hands a piece over, once the one before is done.</summary>
    /// <exception cref="Exception">What the work threw; the piece stays the caller's.</exception>
    public void Put(T piece)
    {
        lock (_lock)
        {
            Settle();
            (_piece, _busy) = (piece, true);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits until all that was put is done: then what it touched is the caller's again.</summary>
    /// <exception cref="Exception">What the work threw.</exception>
    public void Settle()
    {
        lock (_lock)
        {
            while (_busy) Monitor.Wait(_lock);
            _fault?.Throw();
        }
    }

    /// <summary>Waits for the piece in hand, and throws nothing.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            Monitor.PulseAll(_lock);
        }
        _thread.Join();
    }

    private void Run()
    {
        while (TryTake(out var piece))
        {
            ExceptionDispatchInfo? fault = null;
            try
            {
                _work(piece);
            }
            catch (Exception e) // whatever it is, it is the owner's to know
            {
                fault = ExceptionDispatchInfo.Capture(e);
            }
            lock (_lock)
            {
                (_busy, _fault) = (false, fault);
                Monitor.PulseAll(_lock);
            }
            if (fault is not null) return;
        }
    }

    private bool TryTake(out T piece)
    {
        lock (_lock)
        {
            while (!_busy && !_ended) Monitor.Wait(_lock);
            piece = _piece;
            return _busy;
        }
    }
}
