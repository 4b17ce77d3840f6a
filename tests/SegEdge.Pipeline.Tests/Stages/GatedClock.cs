namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>A clock for the explanation lane alone: who asks it waits until the test opens the gate. So an explanation runs for exactly as
/// long as the test wants.</summary>
internal sealed class GatedClock : TimeProvider
{
    private volatile TaskCompletionSource _gate = new();
    private int _failures;

    public Count Asked { get; } = new();

    /// <summary>The first so many questions are answered with an exception.</summary>
    public int Failures { init => _failures = value; }

    public void Open() => _gate.TrySetResult();

    public void Close() => _gate = new TaskCompletionSource();

    public override long GetTimestamp()
    {
        Asked.Add();
        if (!_gate.Task.Wait(Count.Patience)) throw new TimeoutException("the test never opened the gate");
        if (Interlocked.Decrement(ref _failures) >= 0) throw new InvalidOperationException("the clock stopped");
        return base.GetTimestamp();
    }
}
