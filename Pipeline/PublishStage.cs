using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace SegEdge.Pipeline;

/// <summary>Shows results to every sink, then returns the frame.</summary>
internal sealed partial class PublishStage(
    ChannelReader<PipelineResult> results, IReadOnlyList<IResultSink> sinks, PipelineMetrics metrics, ILogger log)
{
    public async Task RunAsync()
    {
        while (await results.WaitToReadAsync().ConfigureAwait(false))
            while (results.TryRead(out var result))
            {
                if (result.Frame is { } frame) await PublishAsync(frame).ConfigureAwait(false);
                else if (result.Explained is { } explained) await ShowAsync(sink => sink.ExplainedAsync(explained)).ConfigureAwait(false);
                else if (result.Error is { } error) await ShowAsync(sink => sink.FailedAsync(error)).ConfigureAwait(false);
            }
    }

    private async ValueTask PublishAsync(FrameResult result)
    {
        try
        {
            if (await ShowAsync(sink => sink.FrameAsync(result)).ConfigureAwait(false)) metrics.Processed(Stage.Publish);
            else metrics.Failed(Stage.Publish);
        }
        finally
        {
            result.Frame.Dispose();
            result.Segmentation.Dispose();
        }
    }

    /// <returns>False if a sink threw.</returns>
    private async ValueTask<bool> ShowAsync(Func<IResultSink, ValueTask> show)
    {
        var good = true;
        foreach (var sink in sinks)
            try
            {
                await show(sink).ConfigureAwait(false);
            }
            catch (Exception e) // whatever one sink cannot do is no reason to keep it from the others
            {
                good = false;
                LogSinkFailed(log, sink.GetType().Name, e);
            }
        return good;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Sink} could not take a result")]
    private static partial void LogSinkFailed(ILogger log, string sink, Exception e);
}
