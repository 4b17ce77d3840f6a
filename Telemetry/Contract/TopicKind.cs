namespace SegEdge.Telemetry.Contract;

/// <summary>The topics of telemetry design, section 1, that this version sends or reads.</summary>
public enum TopicKind
{
    Connection,
    Birth,
    State,
    Event,
    Blob,
    Gap,
    Audit,
    Live,
    Command,
    CommandResult,
    Review,
}
