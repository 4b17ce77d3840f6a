using System.Globalization;

namespace SegEdge.Pipeline;

/// <summary>A new model's first frames. The old one stays loaded until they were good.</summary>
internal sealed class ModelTrial(ServingModel candidate, SwapTerms terms)
{
    private readonly TaskCompletionSource<SwapOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _good, _late;

    public ServingModel Candidate => candidate;

    public Task<SwapOutcome> Outcome => _outcome.Task;

    public bool HasPassed => _good >= terms.GoodFrames;

    /// <returns>Why the old model must come back; null as long as there is no reason.</returns>
    public string? Note(TimeSpan took)
    {
        _good++;
        if (took <= terms.Budget || ++_late <= terms.MostLate) return null;
        return string.Create(CultureInfo.InvariantCulture,
            $"{_late} of its first {_good} frames took longer than {terms.Budget.TotalMilliseconds:0} ms, the last {took.TotalMilliseconds:0} ms");
    }

    public void Accept() => _outcome.TrySetResult(new SwapOutcome(true, $"{_good} frames were good"));

    public void Reject(string reason) => _outcome.TrySetResult(new SwapOutcome(false, reason));
}
