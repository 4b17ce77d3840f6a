using SegEdge.Camera;
using SegEdge.Camera.Live;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost;

/// <summary>A source's link for logs, health and messages. A file and the simulated camera have none: they stream.</summary>
internal sealed partial class CameraLink
{
    private readonly ILiveLink? _link;
    private readonly ILogger _log;

    public CameraLink(IFrameSource source, ILogger<CameraLink> log)
    {
        (_link, _log) = (source as ILiveLink, log);
        if (_link is not null) _link.Happened += Log;
    }

    /// <summary>False for a source that cannot go away.</summary>
    public bool CanBreak => _link is not null;

    public LinkStatus Status => _link?.Status ?? new LinkStatus(LinkState.Streaming, null, false, null, default);

    /// <summary>True while pictures come, and for a source that cannot go away.</summary>
    public bool IsStreaming => Status.State == LinkState.Streaming;

    /// <param name="stale">Results that were too old.</param>
    public CameraGauge Gauge(string id, long stale)
    {
        var status = Status;
        return new CameraGauge
        {
            Id = id,
            State = status.State switch
            {
                LinkState.Connecting => CameraLinkState.Connecting,
                LinkState.Streaming => CameraLinkState.Streaming,
                LinkState.Stalled => CameraLinkState.Stalled,
                _ => CameraLinkState.Backoff,
            },
            Escalated = status.Escalated,
            SilentS = status.SinceLastPicture?.TotalSeconds,
            Reconnects = status.Counters.Reconnects,
            Stalls = status.Counters.Stalls,
            Restarts = status.Counters.Restarts,
            Garbage = status.Counters.Garbage,
            Stale = stale,
        };
    }

    private void Log(LinkEvent what)
    {
        if (what.Kind == LinkEventKind.Streaming) LogStreaming(_log, what.Message);
        else if (what.Kind != LinkEventKind.Lost) LogNeedsSomebody(_log, what.Message);
        // The program's words once a streak: an outage of hours would repeat them every half minute.
        else if (_link!.Status.Escalated || what.Said.Count == 0) LogLost(_log, what.Message);
        else LogLostWith(_log, what.Message, string.Join(Environment.NewLine, what.Said));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Message}")]
    private static partial void LogStreaming(ILogger log, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    private static partial void LogLost(ILogger log, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message} The camera program said:\n{Said}")]
    private static partial void LogLostWith(ILogger log, string message, string said);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Message}")]
    private static partial void LogNeedsSomebody(ILogger log, string message);
}
