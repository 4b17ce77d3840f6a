namespace SegEdge.Telemetry;

/// <summary>What a caller asks of the writer thread, and the promise that it keeps.</summary>
internal abstract record SpoolRequest
{
    // Asynchronously: a caller's code must not run on the writer thread.
    private protected static TaskCompletionSource<T> NewPromise<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>For those who wait when the writer itself is at fault.</summary>
    public virtual void Fail(Exception e)
    {
    }

    public sealed record Append(OutboxEntry Entry, long Bytes) : SpoolRequest
    {
        public TaskCompletionSource<AppendReceipt> Done { get; } = NewPromise<AppendReceipt>();

        public override void Fail(Exception e) => Done.TrySetException(e);
    }

    public sealed record Take : SpoolRequest
    {
        public TaskCompletionSource<OutboxRecord?> Done { get; } = NewPromise<OutboxRecord?>();

        public override void Fail(Exception e) => Done.TrySetException(e);
    }

    /// <param name="Quarantine">The reason, where it is set aside and not confirmed.</param>
    public sealed record Settle(OutboxRecord Record, string? Quarantine) : SpoolRequest
    {
        public TaskCompletionSource<bool> Done { get; init; } = NewPromise<bool>();

        public override void Fail(Exception e) => Done.TrySetException(e);
    }

    /// <summary>The broker took it; a receipt of the archive is awaited.</summary>
    public sealed record Sent(OutboxRecord Record) : SpoolRequest
    {
        public TaskCompletionSource<bool> Done { get; } = NewPromise<bool>();

        public override void Fail(Exception e) => Done.TrySetException(e);
    }

    /// <summary>What is asked seldom: done before the batch's own commit, in a transaction of its own where it changes something.</summary>
    public abstract record Seldom : SpoolRequest
    {
        /// <returns>The promise to keep, once the new view was published.</returns>
        public abstract Action Serve(SpoolStore store);
    }

    public sealed record Seldom<T>(Func<SpoolStore, T> Ask) : Seldom
    {
        public TaskCompletionSource<T> Done { get; } = NewPromise<T>();

        public override Action Serve(SpoolStore store)
        {
            var answer = Ask(store);
            return () => Done.TrySetResult(answer);
        }

        public override void Fail(Exception e) => Done.TrySetException(e);
    }

    public sealed record Retry(OutboxRecord Record) : SpoolRequest
    {
        public TaskCompletionSource<bool> Done { get; } = NewPromise<bool>();

        public override void Fail(Exception e) => Done.TrySetException(e);
    }

    /// <summary>Turned away before it came here; it only needs to be named.</summary>
    public sealed record Refused(OutboxEntry Entry, string Because) : SpoolRequest;

    /// <summary>Time went by: expire, save the clock, try again what failed.</summary>
    public sealed record Tick : SpoolRequest;
}
