using System.Device.Gpio;

namespace SegEdge.EdgeHost.Gpio;

/// <summary>Where GPIO chips come from.</summary>
internal interface IGpioChips
{
    /// <param name="label">As <c>gpiodetect</c> prints it in brackets.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="GpioException">There is no such chip, or not exactly one, or none can be used.</exception>
    GpioDriver Open(string label);
}
