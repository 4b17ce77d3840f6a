using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using SegEdge.Camera;
using SegEdge.Camera.Live;
using SegEdge.EdgeHost.Cli;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Gpio;
using SegEdge.EdgeHost.Thermal;

namespace SegEdge.EdgeHost.Doctor;

/// <summary>Camera, lines, sensors, power.</summary>
internal static class MachineChecks
{
    private const string GpioName = "gpio", HeatName = "heat", PowerName = "power";

    private static readonly TimeSpan FirstPictureWithin = TimeSpan.FromSeconds(30);

    /// <param name="check">What to call the finding.</param>
    public static Finding Camera(CameraOptions options, string check, TimeProvider time)
    {
        try
        {
            using var source = Sources.Open(options, live: true, 1);
            using var patience = new CancellationTokenSource(FirstPictureWithin, time);
            if (!new FramePool(1, source.Size).TryRent(out var frame)) throw new UnreachableException("a new pool has a frame");
            using (frame)
            {
                var start = time.GetTimestamp();
                var outcome = source.Read(frame, patience.Token);
                var found = string.Create(CultureInfo.InvariantCulture, $"{source.Name}, {source.Size.Width}x{source.Size.Height}, first picture after {time.GetElapsedTime(start).TotalMilliseconds:0} ms");
                return outcome == ReadOutcome.Picture ? Finding.Good(check, found)
                    : Finding.Bad(check, $"{source.Name} gives no picture: {frame.Fault ?? outcome.ToString()}", "Look at it with another program (v4l2-ctl --list-devices, ffplay), then at the cable.");
            }
        }
        catch (Exception e) when (e is CameraException or OperationCanceledException)
        {
            return Finding.Bad(check, e is CameraException ? e.Message : $"no picture of '{Secrets.HideIn(options.Source)}' within {FirstPictureWithin.TotalSeconds:0} s", "Set its Source to what is there (ls -l /dev/video*), and close what else holds it (fuser).");
        }
    }

    /// <summary>Lines are opened where GPIO is on, outputs at their safe levels; a running device holds them itself.</summary>
    public static Finding Gpio(SegEdgeOptions options)
    {
        if (!options.Gpio.Enabled) return Finding.Unused(GpioName, "off (Gpio:Enabled)");
        if (GpioCheck.Find(options).ToArray() is { Length: > 0 } problems) return Finding.Bad(GpioName, string.Join(" ", problems), "Correct these keys of Gpio.");
        try
        {
            using var lines = new GpioLines(options.Gpio, LibGpiodChips.OfThisMachine);
            var used = new[] { ("trigger", lines.Trigger is not null), ("emergency stop", lines.EmergencyStop is not null), ("mode", lines.Mode is not null), ("alarm", lines.Alarm is not null), ("safe", lines.Safe is not null) }
                .Where(line => line.Item2).Select(line => line.Item1);
            foreach (var output in new[] { lines.Safe, lines.Alarm })
                if (output?.Set(toSafeLevel: true) is { } fault) return Finding.Bad(GpioName, fault, "Check the pinmux of that pin and what it drives (docs/jetson.md, Lines and pinmux).");
            return Finding.Good(GpioName, $"opened, outputs at their safe levels and read back: {string.Join(", ", used)}");
        }
        catch (GpioException e)
        {
            return Finding.Bad(GpioName, e.Message, "Correct Gpio by what 'gpiodetect' and 'gpioinfo' say. While the service runs it holds the lines itself: stop it for this check.");
        }
    }

    public static Finding Heat(SegEdgeOptions options)
    {
        var reading = new SysfsSensors(options.Thermal.Root, options.Thermal.Zones).Read();
        if (reading.HottestC is not { } hottest)
            return options.Thermal.Enabled
                ? Finding.Bad(HeatName, $"no thermal zone can be read under {options.Thermal.Root}", "Set Thermal:Root, or Thermal:Enabled to false: a governor without sensors protects nothing.")
                : Finding.Unused(HeatName, "no thermal zone can be read, and the governor is off");
        var found = string.Create(CultureInfo.InvariantCulture, $"{reading.Zones.Count} zones, hottest {reading.HottestZone} at {hottest:0.0} °C");
        if (reading.Missing.Count > 0) return Finding.Bad(HeatName, $"{found}; missing: {string.Join(", ", reading.Missing)}", "Correct Thermal:Zones by 'cat /sys/class/thermal/thermal_zone*/type'.");
        if (reading.OverCurrent) return Finding.Unwise(HeatName, $"{found}; the power monitor reports over-current", "Use a stronger supply, or a lower power mode (sudo nvpmodel -m).");
        return hottest >= options.Thermal.Explanations.EnterC ? Finding.Unwise(HeatName, found, "Cool it: the governor would take something away now.") : Finding.Good(HeatName, found);
    }

    public static Finding Power()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("nvpmodel", ["-q"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var mode = said.Split('\n').FirstOrDefault(line => line.Contains("Power Mode", StringComparison.OrdinalIgnoreCase))?.Split(':')[^1].Trim();
            return mode is { Length: > 0 } ? Finding.Good(PowerName, $"nvpmodel: {mode}") : Finding.Unwise(PowerName, "nvpmodel does not tell the mode", "Run 'sudo nvpmodel -q' and note the mode beside every measurement.");
        }
        catch (Win32Exception)
        {
            return Finding.Unused(PowerName, "no nvpmodel: not a Jetson");
        }
    }
}
