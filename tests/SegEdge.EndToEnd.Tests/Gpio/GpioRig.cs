using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Gpio;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>Five lines, a clock that stands still, and a list of what they made the device do.</summary>
internal sealed class GpioRig : IDisposable
{
    public const int Trigger = 1, EmergencyStop = 2, Mode = 3, Alarm = 10, Safe = 11;

    public static readonly GpioOptions Options = new()
    {
        Enabled = true,
        Trigger = new() { Line = Trigger, Bias = GpioBias.PullDown },
        EmergencyStop = new() { Line = EmergencyStop, ActiveLow = true, Chip = "tegra234-gpio-aon" },
        Mode = new() { Line = Mode },
        Alarm = new() { Line = Alarm, SafeLevel = GpioLevel.High },
        Safe = new() { Line = Safe },
    };

    public GpioRig(GpioOptions? options = null)
    {
        Chips.AlwaysOn[EmergencyStop] = 1; // the circuit is closed
        Guard = new GpioGuard(options ?? Options, new GpioLines(options ?? Options, Chips), new GpioActions(
            () => Done.Add("trigger"), on => Done.Add($"mode {on}"), on => Done.Add($"stop {on}"), fault => Done.Add($"fault: {fault}")),
            Time, NullLogger.Instance);
    }

    public FakeTimeProvider Time { get; } = new();

    public ScriptedGpioChips Chips { get; } = new();

    public GpioGuard Guard { get; }

    public List<string> Done { get; } = [];

    public bool IsSafe => Chips.Main[Safe] == 0;

    public bool IsAlarming => Chips.Main[Alarm] == 1;

    /// <summary>Polls as the thread does, for a while.</summary>
    public void Poll(int milliseconds = 5)
    {
        for (var passed = 0; passed < milliseconds; passed += 5)
        {
            Time.Advance(TimeSpan.FromMilliseconds(5));
            Guard.Poll();
        }
    }

    /// <summary>A result of <paramref name="ageMs"/>, and the poll after it.</summary>
    public void Result(int ageMs = 40)
    {
        Guard.Monitor.Result(TimeSpan.FromMilliseconds(ageMs));
        Poll();
    }

    public void Dispose() => Guard.Dispose();
}
