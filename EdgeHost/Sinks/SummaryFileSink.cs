using System.Text.Json;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>Writes <c>frames.jsonl</c>: one line for each frame, also for one that could not be read.</summary>
internal sealed class SummaryFileSink(DirectoryInfo folder) : IResultSink, IAsyncDisposable
{
    private readonly StreamWriter _lines = new(Path.Combine(folder.FullName, "frames.jsonl"));

    public async ValueTask FrameAsync(FrameResult result)
    {
        var (summary, timings) = (result.Summary, result.Summary.Timings);
        await WriteAsync(new
        {
            frame = summary.Number,
            width = summary.InCamera.Width,
            height = summary.InCamera.Height,
            provider = summary.Provider,
            heads = summary.Heads.Select((h, i) => HeadLine.Of(result, i)),
            regions = result.Regions.Count,
            stale = result.Stale,
            flags = result.Flags.Select(f => new { rule = f.Rule, @class = f.Class, value = f.Value, threshold = f.Threshold }),
            latencyMs = new
            {
                pre = timings.Preparation.TotalMilliseconds,
                infer = timings.Inference.TotalMilliseconds,
                post = timings.Decoding.TotalMilliseconds,
            },
        }).ConfigureAwait(false);
    }

    public ValueTask FailedAsync(StageError failure) =>
        WriteAsync(new { after = failure.Number, stage = failure.Stage.ToString(), error = failure.Message });

    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    private async ValueTask WriteAsync(object line) =>
        await _lines.WriteLineAsync(JsonSerializer.Serialize(line, JsonSerializerOptions.Web)).ConfigureAwait(false);
}
