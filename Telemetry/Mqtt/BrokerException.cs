namespace SegEdge.Telemetry;

/// <summary>The link to the broker could not be made or broke. The message names host and port, what was found and the next step.</summary>
public sealed class BrokerException : IOException
{
    public BrokerException()
    {
    }

    public BrokerException(string message) : base(message)
    {
    }

    public BrokerException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
