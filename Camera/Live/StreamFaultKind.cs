namespace SegEdge.Camera.Live;

/// <summary>What the end of a stream is a case of.</summary>
public enum StreamFaultKind
{
    /// <summary>The other side ended it, or went away.</summary>
    Ended,

    /// <summary>Nothing came for too long.</summary>
    Stalled,

    /// <summary>What came was no video, or ended in the middle of a picture.</summary>
    Garbage,

    /// <summary>User name or password refused.</summary>
    Unauthorized,

    /// <summary>The camera answers, and has no such stream.</summary>
    NoSuchStream,

    /// <summary>No camera answers there, or no such device.</summary>
    Unreachable,

    /// <summary>The device is there and cannot be used: rights, or another program.</summary>
    Refused,

    /// <summary>The camera program itself is missing something.</summary>
    Program,

    /// <summary>None of these; its last line tells.</summary>
    Other,
}
