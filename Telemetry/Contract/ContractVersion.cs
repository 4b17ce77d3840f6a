namespace SegEdge.Telemetry.Contract;

/// <summary>Major in the topic, minor in <c>sv</c>. A minor only adds fields; a consumer reads any minor of its major.</summary>
public static class ContractVersion
{
    public const string Sv = "1.0";

    /// <summary>The topic's share: <c>segedge/v1/...</c>.</summary>
    public const string Topic = "v1";
}
