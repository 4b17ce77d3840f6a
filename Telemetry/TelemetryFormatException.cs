namespace SegEdge.Telemetry;

/// <summary>Bytes that came from outside are not what they claim to be. The message says what, what was found, what was expected.</summary>
public sealed class TelemetryFormatException : FormatException
{
    public TelemetryFormatException()
    {
    }

    public TelemetryFormatException(string message) : base(message)
    {
    }

    public TelemetryFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
