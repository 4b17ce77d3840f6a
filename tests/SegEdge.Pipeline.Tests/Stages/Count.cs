namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>A number that goes up, and that a test can wait for instead of sleeping.</summary>
internal sealed class Count
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly List<(int At, TaskCompletionSource Reached)> _waiting = [];
    private int _value;

    public int Value
    {
        get
        {
            lock (_lock) return _value;
        }
    }

    public void Add()
    {
        lock (_lock)
        {
            _value++;
            foreach (var (at, reached) in _waiting)
                if (_value >= at) reached.TrySetResult();
        }
    }

    public Task Reaches(int value)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_value >= value) reached.SetResult();
            else _waiting.Add((value, reached));
        }
        return reached.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
