using System.Device.Gpio;
using SegEdge.EdgeHost.Gpio;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>The two chips of an Orin, by their labels.</summary>
internal sealed class ScriptedGpioChips : IGpioChips
{
    public ScriptedGpioDriver Main { get; } = new();

    public ScriptedGpioDriver AlwaysOn { get; } = new();

    public GpioDriver Open(string label) => label switch
    {
        "tegra234-gpio" => Main,
        "tegra234-gpio-aon" => AlwaysOn,
        _ => throw new GpioException($"no chip '{label}'"),
    };
}
