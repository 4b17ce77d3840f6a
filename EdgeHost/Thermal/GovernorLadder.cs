using System.Globalization;
using SegEdge.EdgeHost.Configuration;

namespace SegEdge.EdgeHost.Thermal;

/// <summary>Which step holds: one at a time, with a dwell between two, entered hotter than left.</summary>
internal sealed class GovernorLadder(ThermalOptions options, TimeProvider time)
{
    // Less than that and the heat that a step saves takes it back at once.
    private const double LeastApartC = 5;

    private readonly ThermalStepOptions[] _steps = StepsOf(options);
    private long? _changedAt;

    public GovernorStep Step { get; private set; }

    /// <summary>What is wrong with thresholds, each alone and beside each other.</summary>
    public static IEnumerable<string> Check(ThermalOptions options)
    {
        var steps = StepsOf(options);
        for (var i = 0; i < steps.Length; i++)
        {
            var name = $"Thermal:{(GovernorStep)(i + 1)}";
            if (steps[i].EnterC - steps[i].LeaveC < LeastApartC)
                yield return Text($"{name}: LeaveC {steps[i].LeaveC} must be {LeastApartC} or more below EnterC {steps[i].EnterC}, or the step would be entered and left in turns.");
            if (i > 0 && (steps[i].EnterC <= steps[i - 1].EnterC || steps[i].LeaveC < steps[i - 1].LeaveC))
                yield return Text($"{name}: EnterC {steps[i].EnterC} and LeaveC {steps[i].LeaveC} must be above those of {(GovernorStep)i} ({steps[i - 1].EnterC}, {steps[i - 1].LeaveC}).");
        }
    }

    /// <returns>Why the step has changed; null if it has not.</returns>
    public string? Follow(ThermalReading reading)
    {
        if (_changedAt is { } at && time.GetElapsedTime(at) < options.Dwell) return null;
        if (WhyUp(reading) is { } up) return Change(Step + 1, up);
        return WhyDown(reading) is { } down ? Change(Step - 1, down) : null;
    }

    private string? WhyUp(ThermalReading reading)
    {
        if (Step == GovernorStep.QuarterRate) return null;
        var enter = _steps[(int)Step].EnterC;
        if (reading.HottestC >= enter) return Text($"{reading.HottestZone} is at {reading.HottestC:0.0} °C, {Step + 1}:EnterC is {enter}");
        return reading.OverCurrent ? "the power monitor reports over-current" : null;
    }

    // A sensor that is missing may be the hot one: nothing is taken back until it speaks again.
    private string? WhyDown(ThermalReading reading)
    {
        if (Step == GovernorStep.Full || reading.OverCurrent || reading.Missing.Count > 0) return null;
        var leave = _steps[(int)Step - 1].LeaveC;
        return reading.HottestC <= leave ? Text($"the hottest zone, {reading.HottestZone}, is at {reading.HottestC:0.0} °C, {Step}:LeaveC is {leave}") : null;
    }

    private string Change(GovernorStep to, string why)
    {
        (Step, _changedAt) = (to, time.GetTimestamp());
        return why;
    }

    private static ThermalStepOptions[] StepsOf(ThermalOptions options) => [options.Explanations, options.HalfRate, options.QuarterRate];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
