using Microsoft.Extensions.Logging;

namespace SegEdge.Pipeline;

/// <summary>Fills what is private, shows results to every sink, then returns the frame. No sink ever sees a private pixel.</summary>
internal sealed partial class PublishStage(
    ResultQueue results, IReadOnlyList<IResultSink> sinks, StageActivity activity, ILogger log)
{
    private readonly IResultSink[] _sinks = [.. sinks];

    public async Task RunAsync()
    {
        while (await results.WaitAsync().ConfigureAwait(false))
            while (results.TryTake(out var result))
            {
                activity.Begin(Stage.Publish);
                if (result.Frame is { } frame) await PublishAsync(frame).ConfigureAwait(false);
                else if (result.Explained is { } explained) await ShowAsync(explained, static (sink, explained) => sink.ExplainedAsync(explained)).ConfigureAwait(false);
                else if (result.Error is { } error) await ShowAsync(error, static (sink, error) => sink.FailedAsync(error)).ConfigureAwait(false);
                else result.Retired?.Dispose();
                activity.End(Stage.Publish);
            }
    }

    private async ValueTask PublishAsync(FrameResult result)
    {
        var counters = result.Feed!.Counters;
        try
        {
            var good = TryBlank(result);
            if (good)
            {
                Judge(result);
                good = await ShowAsync(result, static (sink, result) => sink.FrameAsync(result)).ConfigureAwait(false);
            }
            if (good) counters.Processed(Stage.Publish);
            else counters.Failed(Stage.Publish);
        }
        finally
        {
            result.Frame.Dispose();
            result.Segmentation.Dispose();
        }
    }

    private static void Judge(FrameResult result)
    {
        result.Stale |= result.Feed!.Budget.IsExceeded(result.Summary.CapturedAt, out _);
        if (result.Stale) result.Feed.Counters.FrameStale();
    }

    /// <returns>False if it did not work: then nobody gets the frame, since it may show what must not leave.</returns>
    private bool TryBlank(FrameResult result)
    {
        try
        {
            result.PrivateAreas?.Blank(result);
            return true;
        }
        catch (Exception e) // unexpected; a frame less is better than a face too many
        {
            LogNotBlanked(log, result.Summary.Number, result.Camera, e);
            return false;
        }
    }

    /// <returns>False if a sink threw.</returns>
    private async ValueTask<bool> ShowAsync<T>(T what, Func<IResultSink, T, ValueTask> show)
    {
        var good = true;
        foreach (var sink in _sinks)
            try
            {
                await show(sink, what).ConfigureAwait(false);
            }
            catch (Exception e) // whatever one sink cannot do is no reason to keep it from the others
            {
                good = false;
                LogSinkFailed(log, sink.GetType().Name, e);
            }
        return good;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The private pixels of frame {Number} of camera '{Camera}' could not be filled; it is shown to nobody")]
    private static partial void LogNotBlanked(ILogger log, long number, string camera, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Sink} could not take a result")]
    private static partial void LogSinkFailed(ILogger log, string sink, Exception e);
}
