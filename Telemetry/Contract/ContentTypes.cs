namespace SegEdge.Telemetry.Contract;

/// <summary>Media types of the bodies that travel.</summary>
public static class ContentTypes
{
    public const string Json = "application/json";
    /// <summary>A JWS in its compact form (RFC 7515, 9.2.1; <c>application/jose+json</c> is the form in JSON, which nobody here sends).</summary>
    public const string Jose = "application/jose";

    public const string Png = "image/png";
    public const string Jpeg = "image/jpeg";

    /// <summary>Decoded by <see cref="Codecs.HeatCodec"/>.</summary>
    public const string Heat = "application/vnd.segedge.heat";
}
