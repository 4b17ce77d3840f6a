using System.Device.Gpio;

namespace SegEdge.EdgeHost.Gpio;

/// <summary>Chips of this machine through whichever libgpiod is installed.</summary>
/// <remarks>By label, never by index: /dev/gpiochip0 is another chip after an update of the kernel.</remarks>
internal sealed class LibGpiodChips(IReadOnlyList<GpiodLibrary> libraries) : IGpioChips
{
    public static LibGpiodChips OfThisMachine { get; } = new(GpiodLibrary.Known);

    public GpioDriver Open(string label)
    {
        var library = libraries.FirstOrDefault(l => l.IsInstalled())
            ?? throw new GpioException($"Gpio: none of {string.Join(", ", libraries.Select(l => l.File))} is installed. apt-get install libgpiod2 (or libgpiod3).");
        try
        {
            var chips = library.Chips().ToArray();
            return chips.Where(c => c.Label == label).ToArray() switch
            {
                [var chip] => library.Open(chip),
                [] => throw new GpioException(chips.Length == 0
                    ? $"Gpio: no chip '{label}': {library.File} finds no GPIO chip at all. Is /dev/gpiochip* there, and may this user (group gpio) open it?"
                    : $"Gpio: no chip has the label '{label}', expected one of {Labels(chips)}. 'gpiodetect' lists them."),
                var same => throw new GpioException($"Gpio: {same.Length} chips have the label '{label}' ({string.Join(", ", same.Select(c => c.Name))}); which is meant cannot be told."),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or PlatformNotSupportedException or DllNotFoundException)
        {
            throw new GpioException($"Gpio: {library.File} cannot open chip '{label}': {e.Message} Does this user belong to the group gpio (deploy/jetson/99-segedge.rules)?", e);
        }
    }

    private static string Labels(IEnumerable<GpioChipInfo> chips) => string.Join(", ", chips.Select(c => $"'{c.Label}'").Order(StringComparer.Ordinal));
}
