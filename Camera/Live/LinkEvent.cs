namespace SegEdge.Camera.Live;

/// <summary>Something a person may want to read about a live camera. Raised on the thread that reads.</summary>
/// <param name="Message">Without a login.</param>
/// <param name="Said">The last lines of the camera program, where they tell something.</param>
public sealed record LinkEvent(LinkEventKind Kind, string Message, IReadOnlyList<string> Said);

/// <summary>What happened to the link.</summary>
public enum LinkEventKind
{
    /// <summary>Pictures come.</summary>
    Streaming,

    /// <summary>A stream ended, or none came; it is tried again.</summary>
    Lost,

    /// <summary>The budget of restarts is used up: somebody should look after the camera. It is still tried.</summary>
    Escalated,

    /// <summary>A process that cannot be killed was left behind.</summary>
    LeftBehind,
}
