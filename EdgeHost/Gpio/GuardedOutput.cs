using System.Device.Gpio;

namespace SegEdge.EdgeHost.Gpio;

/// <summary>An output line that is read back after each write.</summary>
/// <remarks>What comes back proves the register, not the voltage on the pin: see docs/jetson.md for the loop-back check.</remarks>
internal sealed class GuardedOutput(string name, GpioPin pin, PinValue safeLevel)
{
    private bool? _atSafeLevel;

    public string Name => name;

    /// <summary>Writes where the level is another than that written last, or where <paramref name="again"/>.</summary>
    /// <returns>Null if the line then read as it was written; otherwise what is wrong with it.</returns>
    public string? Set(bool toSafeLevel, bool again = false)
    {
        if (toSafeLevel == _atSafeLevel && !again) return null;
        var level = toSafeLevel ? safeLevel : !safeLevel;
        try
        {
            pin.Write(level);
            var found = pin.Read();
            _atSafeLevel = found == level ? toSafeLevel : null;
            return found == level ? null : $"output {name} (line {pin.PinNumber}) was set {level} and reads {found}";
        }
        catch (Exception e) when (GpioLines.IsLineFault(e))
        {
            _atSafeLevel = null;
            return $"output {name} (line {pin.PinNumber}) could not be set {level}: {e.Message}";
        }
    }
}
