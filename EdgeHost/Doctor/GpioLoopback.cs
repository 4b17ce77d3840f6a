using System.Device.Gpio;
using System.Globalization;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Gpio;

namespace SegEdge.EdgeHost.Doctor;

/// <summary>An output bridged to an input: the one test that sees the pin and not only its register.</summary>
internal sealed class GpioLoopback(IGpioChips chips, TimeProvider time)
{
    private const string CheckName = "loop-back";

    private const int Changes = 20;

    // Two pins and a wire follow in microseconds; an input that needs longer floats or is filtered.
    private static readonly TimeSpan FollowWithin = TimeSpan.FromMilliseconds(50);

    /// <summary>Lines of <see cref="GpioOptions.Chip"/>. Before and after, an output that is configured is at its safe level, another one low.</summary>
    public Finding Run(GpioOptions options, LoopbackLines lines)
    {
        var chip = options.Chip;
        var highIsSafe = ((GpioOutputOptions[])[options.Safe, options.Alarm]).Any(o => o.Line == lines.Output && (o.Chip ?? chip) == chip && o.SafeLevel == GpioLevel.High);
        PinValue rest = highIsSafe ? PinValue.High : PinValue.Low;
        try
        {
            using var controller = new GpioController(chips.Open(chip));
            // The input first: an output that moves unheard would have moved for nothing.
            var input = controller.OpenPin(lines.Input, PinMode.Input);
            var output = controller.OpenPin(lines.Output, PinMode.Output, rest);
            try
            {
                return Toggle(output, input, rest);
            }
            finally
            {
                output.Write(rest);
            }
        }
        catch (GpioException e)
        {
            return Finding.Bad(CheckName, e.Message, "While the service runs it holds the lines itself: stop it for this check.");
        }
        catch (Exception e) when (GpioLines.IsLineFault(e))
        {
            return Finding.Bad(CheckName, $"lines {lines} of chip '{chip}' cannot be used: {e.Message}", "'gpioinfo' says whether another program holds them.");
        }
    }

    private Finding Toggle(GpioPin output, GpioPin input, PinValue rest)
    {
        var slowest = TimeSpan.Zero;
        for (var change = 1; change <= Changes; change++)
        {
            var level = change % 2 == 1 ? !rest : rest;
            output.Write(level);
            var written = time.GetTimestamp();
            while (input.Read() != level)
                if (time.GetElapsedTime(written) > FollowWithin)
                    return Finding.Bad(CheckName, string.Create(CultureInfo.InvariantCulture, $"line {output.PinNumber} was set {level}, line {input.PinNumber} reads {input.Read()} after {FollowWithin.TotalMilliseconds:0} ms (change {change} of {Changes})"),
                        "Bridge these two pins; then check the pinmux of both (docs/jetson.md, Lines and pinmux): without it an output sticks, though its register reads as it was written.");
            if (time.GetElapsedTime(written) is var took && took > slowest) slowest = took;
        }
        return Finding.Good(CheckName, string.Create(CultureInfo.InvariantCulture, $"line {input.PinNumber} followed line {output.PinNumber} {Changes} times, the slowest in {slowest.TotalMilliseconds:0.00} ms"));
    }
}
