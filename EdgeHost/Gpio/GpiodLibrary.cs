using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using System.Runtime.InteropServices;

namespace SegEdge.EdgeHost.Gpio;

/// <summary>One version of libgpiod and the driver that speaks it.</summary>
/// <param name="IsInstalled">Asked before <paramref name="Chips"/>, which cannot do without.</param>
internal sealed record GpiodLibrary(string File, Func<bool> IsInstalled, Func<IEnumerable<GpioChipInfo>> Chips, Func<GpioChipInfo, GpioDriver> Open)
{
    /// <summary>The newer first, for a system that has both.</summary>
    public static IReadOnlyList<GpiodLibrary> Known { get; } =
    [
        new("libgpiod.so.3", () => Loads("libgpiod.so.3"), LibGpiodV2Driver.GetAvailableChips, chip => new LibGpiodV2Driver(chip)),
        new("libgpiod.so.2", () => Loads("libgpiod.so.2"), LibGpiodDriver.GetAvailableChips, chip => new LibGpiodDriver(chip)),
    ];

    private static bool Loads(string file) => NativeLibrary.TryLoad(file, out _);
}
