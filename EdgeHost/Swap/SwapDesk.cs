namespace SegEdge.EdgeHost.Swap;

/// <summary>Where a running device is asked for another model: it looks into its folder, answers, and tells the audit chain.</summary>
/// <param name="told">Gets every outcome before the asker does.</param>
internal sealed partial class SwapDesk(SwapFiles files, ModelSwapper swapper, Func<SwapRequest, SwapAnswer, Task> told, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    /// <summary>Until cancelled. A folder that cannot be used keeps nobody from segmenting.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        FileStream? held = null;
        try
        {
            files.Prepare();
            using var timer = new PeriodicTimer(Every, time);
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
                // Not once: an asker holds it for a moment to see whether we do.
                if ((held ??= files.TryLock()) is not null && files.Take() is { } request) await ServeAsync(request).ConfigureAwait(false);
        }
        catch (OperationCanceledException) { } // expected: shutdown
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { LogClosed(log, files.Folder, e.Message); }
        finally { held?.Dispose(); }
    }

    private async Task ServeAsync(SwapRequest request)
    {
        LogAsked(log, request.Model);
        SwapAnswer answer;
        try
        {
            var (accepted, message) = await swapper.SwapAsync(request.Model).ConfigureAwait(false);
            answer = new SwapAnswer(request.Id, accepted, message);
        }
        catch (Exception e) // unexpected: a fault of ours must not end the desk, nor leave the asker waiting
        {
            LogFault(log, request.Model, e);
            answer = new SwapAnswer(request.Id, false, $"fault: {e.Message} See the log.");
        }
        if (answer.Accepted) LogSwapped(log, answer.Message);
        else LogRefused(log, answer.Message);
        await told(request, answer).ConfigureAwait(false);
        files.Answer(answer);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Asked for model '{Model}'")]
    private static partial void LogAsked(ILogger log, string model);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Message}")]
    private static partial void LogSwapped(ILogger log, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    private static partial void LogRefused(ILogger log, string message);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model '{Model}' could not be swapped in")]
    private static partial void LogFault(ILogger log, string model, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model:Swap:Folder {Folder} cannot be used, so no model can be swapped in: {Problem}")]
    private static partial void LogClosed(ILogger log, string folder, string problem);
}
