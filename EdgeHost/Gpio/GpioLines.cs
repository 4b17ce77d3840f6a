using System.Device.Gpio;
using SegEdge.EdgeHost.Configuration;

namespace SegEdge.EdgeHost.Gpio;

/// <summary>The lines of a configuration, opened. Outputs are requested at their safe level, before anything else of the device starts.</summary>
internal sealed class GpioLines : IDisposable
{
    private readonly Dictionary<string, GpioController> _chips = [];

    /// <param name="options">Without a problem of <see cref="GpioCheck"/>.</param>
    /// <exception cref="GpioException">A chip or line cannot be used; names it.</exception>
    public GpioLines(GpioOptions options, IGpioChips chips)
    {
        try
        {
            // Outputs first: what they hold back must be held back before we look at anything.
            Safe = OpenOutput(nameof(options.Safe), options.Safe, options, chips);
            Alarm = OpenOutput(nameof(options.Alarm), options.Alarm, options, chips);
            EmergencyStop = OpenInput(nameof(options.EmergencyStop), options.EmergencyStop, options, chips);
            Trigger = OpenInput(nameof(options.Trigger), options.Trigger, options, chips);
            Mode = OpenInput(nameof(options.Mode), options.Mode, options, chips);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public GuardedOutput? Safe { get; }

    public GuardedOutput? Alarm { get; }

    /// <summary>True while active. Each read asks the line.</summary>
    public Func<bool>? EmergencyStop { get; }

    public Func<bool>? Trigger { get; }

    public Func<bool>? Mode { get; }

    /// <summary>What a driver throws where a line, and not we, is at fault.</summary>
    public static bool IsLineFault(Exception e) => e is IOException or UnauthorizedAccessException or InvalidOperationException or PlatformNotSupportedException;

    /// <summary>Lets go of the lines, whose levels are undefined from then on.</summary>
    public void Dispose()
    {
        foreach (var chip in _chips.Values) chip.Dispose();
        _chips.Clear();
    }

    private GuardedOutput? OpenOutput(string name, GpioOutputOptions output, GpioOptions options, IGpioChips chips)
    {
        if (output.Line is not { } line) return null;
        var safe = output.SafeLevel == GpioLevel.High ? PinValue.High : PinValue.Low;
        return new GuardedOutput(name, Open(name, output.Chip ?? options.Chip, line, chips, chip => chip.OpenPin(line, PinMode.Output, safe)), safe);
    }

    private Func<bool>? OpenInput(string name, GpioInputOptions input, GpioOptions options, IGpioChips chips)
    {
        if (input.Line is not { } line) return null;
        var mode = input.Bias switch
        {
            GpioBias.PullUp => PinMode.InputPullUp,
            GpioBias.PullDown => PinMode.InputPullDown,
            _ => PinMode.Input,
        };
        var pin = Open(name, input.Chip ?? options.Chip, line, chips, chip => chip.OpenPin(line, mode));
        var active = input.ActiveLow ? PinValue.Low : PinValue.High;
        return () => pin.Read() == active;
    }

    private GpioPin Open(string name, string label, int line, IGpioChips chips, Func<GpioController, GpioPin> open)
    {
        if (!_chips.TryGetValue(label, out var chip)) _chips[label] = chip = new GpioController(chips.Open(label));
        try
        {
            return open(chip);
        }
        catch (Exception e) when (IsLineFault(e))
        {
            throw new GpioException($"Gpio:{name}: line {line} of chip '{label}' cannot be used: {e.Message} 'gpioinfo' says whether another program holds it.", e);
        }
    }
}
