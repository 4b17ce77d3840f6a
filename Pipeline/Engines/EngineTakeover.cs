using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Engines;

/// <summary>While another provider serves, has the engine built that is wanted, and lets it take over.</summary>
/// <param name="open">Opens the model again, on the best provider that now proves itself.</param>
/// <param name="terms">Of the trial; asked when it begins.</param>
public sealed class EngineTakeover(ModelSlot slot, EngineBuilder builder, Func<ModelPackage, ServingModel> open, Func<SwapTerms> terms, TimeSpan longest)
{
    private volatile string? _problem;

    /// <summary>Of the build that runs; null where none does.</summary>
    public EngineProgress? Progress => builder.Progress;

    /// <summary>Why the engine does not serve though it was wanted; null while there is hope.</summary>
    public string? Problem => _problem;

    /// <summary>Ends when the engine of the model that serves is in place, or never will be. A failed build or engine is built once more, and then no more.</summary>
    /// <returns>False if there was nothing to do.</returns>
    /// <exception cref="OperationCanceledException">Told to stop.</exception>
    public async Task<bool> RunAsync(CancellationToken stopping)
    {
        var pending = slot.Current.Model.Pending;
        if (pending is null) return false;
        while (pending is not null)
        {
            await builder.BuildAsync(pending, longest, stopping).ConfigureAwait(false);
            // Whatever the builder said, the cache knows what is there and what may be tried.
            pending = await TakeOverAsync().ConfigureAwait(false);
        }
        return true;
    }

    /// <returns>What is to be built yet; null if nothing.</returns>
    private async Task<EngineOrder?> TakeOverAsync()
    {
        var serving = slot.Current;
        ServingModel next;
        try
        {
            next = open(serving.Package);
        }
        catch (ModelException e)
        {
            _problem = e.Message;
            return null;
        }
        var (choice, pending) = (next.Model.Provider, next.Model.Pending);
        if (choice.State != ProviderState.TrtReady)
        {
            next.Dispose();
            _problem = pending is null ? choice.Reason : null;
            return pending;
        }
        if (slot.Current != serving) // meanwhile swapped: the other model has an engine of its own to wait for
        {
            next.Dispose();
            return slot.Current.Model.Pending;
        }
        var outcome = await slot.OfferAsync(next, terms()).ConfigureAwait(false);
        _problem = outcome.Accepted ? null : outcome.Reason;
        return null;
    }
}
