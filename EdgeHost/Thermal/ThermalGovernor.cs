using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Control;
using SegEdge.Pipeline;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Thermal;

/// <summary>Reads the sensors, follows the ladder, turns the pipeline down and up again, and tells of each step.</summary>
internal sealed partial class ThermalGovernor(ThermalOptions options, PipelineThrottle throttle, AuditQueue audit, TimeProvider time, ILogger log)
{
    private readonly SysfsSensors _sensors = new(options.Root, options.Zones);
    private readonly GovernorLadder _ladder = new(options, time);
    private volatile ThermalReading _reading = ThermalReading.Nothing;
    private long _changes;
    private string _missing = "";

    public GovernorStep Step => _ladder.Step;

    /// <summary>Steps up and down since the start.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public ThermalReading Reading => _reading;

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.ReadEvery, time);
        try
        {
            do Look();
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException) { } // expected: shutdown
    }

    /// <summary>Reads once and acts.</summary>
    public void Look()
    {
        var reading = _sensors.Read();
        _reading = reading;
        TellMissing(string.Join(", ", reading.Missing));
        var before = _ladder.Step;
        if (_ladder.Follow(reading) is not { } why) return;
        Interlocked.Increment(ref _changes);
        Act(why);
        LogStep(log, before, _ladder.Step, why);
        audit.Write(AuditAction.Governor, $"{before} -> {_ladder.Step}", why);
    }

    private void Act(string why)
    {
        var step = _ladder.Step;
        throttle.ExplanationsOff = step >= GovernorStep.Explanations ? $"explanations are paused by the thermal governor: {why}" : null;
        throttle.OneOf = step switch
        {
            GovernorStep.QuarterRate => 4,
            GovernorStep.HalfRate => 2,
            _ => 1,
        };
    }

    private void TellMissing(string missing)
    {
        if (missing == _missing) return;
        _missing = missing;
        if (missing.Length > 0) LogMissing(log, missing, options.Root);
        audit.Write(AuditAction.Governor, "sensors", missing.Length > 0 ? $"missing: {missing}" : "all are there again");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Thermal governor: {Before} -> {Step}: {Why}")]
    private static partial void LogStep(ILogger log, GovernorStep before, GovernorStep step, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Thermal governor: no usable reading of {Missing} under {Root}; no step is taken back until there is one")]
    private static partial void LogMissing(ILogger log, string missing, string root);
}
