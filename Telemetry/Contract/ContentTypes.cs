namespace SegEdge.Telemetry.Contract;

/// <summary>Media types of the bodies that travel.</summary>
public static class ContentTypes
{
    public const string Json = "application/json";
    public const string Png = "image/png";
    public const string Jpeg = "image/jpeg";

    /// <summary>Decoded by <see cref="Codecs.HeatCodec"/>.</summary>
    public const string Heat = "application/vnd.segedge.heat";
}
