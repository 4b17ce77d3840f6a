namespace SegEdge.Telemetry;

/// <summary>What a PUBACK means for the record (telemetry design, section 5, step 5).</summary>
internal enum PublishVerdict
{
    Delivered,

    /// <summary>The broker had it, nobody had subscribed: 0x10.</summary>
    Unheard,

    /// <summary>Try again later.</summary>
    Busy,

    /// <summary>The same answer would come for ever.</summary>
    Hopeless,
}
