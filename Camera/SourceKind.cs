namespace SegEdge.Camera;

/// <summary>What to do when the reader is slower than the source.</summary>
public enum SourceKind
{
    /// <summary>The world goes on: the newest picture wins, older ones are dropped and counted.</summary>
    Live,

    /// <summary>Nothing is lost: the source waits for its reader.</summary>
    File,
}
