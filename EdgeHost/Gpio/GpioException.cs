namespace SegEdge.EdgeHost.Gpio;

/// <summary>A chip or line cannot be used; the message names it and the next step.</summary>
internal sealed class GpioException(string message, Exception? inner = null) : Exception(message, inner);
