using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Gpio;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>The real libgpiod with a chip of the kernel's simulation (gpio-sim or gpio-mockup), where there is one.</summary>
[Trait("needs", "gpio")]
public sealed class SimulatedChipTests
{
    [Fact]
    public void ARealLibGpiod_OpensTheChipByLabel_WritesReadsBackAndGoesSafe()
    {
        var label = SimulatedLabel();
        Assert.SkipWhen(label is null, "no simulated GPIO chip here: needs root and the kernel module gpio-sim or gpio-mockup (modprobe gpio-mockup gpio_mockup_ranges=-1,32)");
        var options = new GpioOptions { Enabled = true, Chip = label!, Safe = new() { Line = 1 }, Trigger = new() { Line = 2 } };
        using (var guard = new GpioGuard(options, new GpioLines(options, LibGpiodChips.OfThisMachine), new GpioActions(() => { }, _ => { }, _ => { }, _ => { }),
            TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance))
        {
            guard.Monitor.Result(TimeSpan.Zero);
            guard.Poll();
            Assert.Equal((null, 0L), (guard.UnsafeBecause, guard.Faults));
            guard.Trip("test");
            Assert.Equal(("test", 0L), (guard.UnsafeBecause, guard.Faults));
        }
        using var driver = LibGpiodChips.OfThisMachine.Open(label!);
        Assert.Equal(label, driver.GetChipInfo().Label);
    }

    private static string? SimulatedLabel()
    {
        if (!Directory.Exists("/sys/bus/gpio/devices")) return null;
        var library = GpiodLibrary.Known.FirstOrDefault(l => l.IsInstalled());
        return library?.Chips().Select(c => c.Label).FirstOrDefault(l => l.StartsWith("gpio-mockup", StringComparison.Ordinal) || l.StartsWith("gpio-sim", StringComparison.Ordinal)
            || l.StartsWith("segedge-sim", StringComparison.Ordinal));
    }
}
