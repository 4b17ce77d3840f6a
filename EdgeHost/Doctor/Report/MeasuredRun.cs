using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Thermal;
using SegEdge.Pipeline.Engines;

namespace SegEdge.EdgeHost.Doctor.Report;

/// <summary>The whole device at work for a while, with what it was asked in the meantime.</summary>
/// <param name="Before">Of the sensors.</param>
/// <param name="Hottest">Degrees Celsius; null where no zone can be read.</param>
/// <param name="OverCurrent">At any time.</param>
/// <param name="ResidentMb">At each look, in order.</param>
internal sealed record MeasuredRun(
    RunSummary Summary, string Provider, Percentiles SegmentationMs, Percentiles AgeMs, ThermalReading Before, ThermalReading After, double? Hottest, bool OverCurrent, IReadOnlyList<double> ResidentMb)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <exception cref="UsageException">The device cannot start; every reason.</exception>
    /// <exception cref="EngineMissingException">TensorRT is required, and its engine must be built first.</exception>
    public static async Task<MeasuredRun> RunAsync(SegEdgeOptions options, Microsoft.Extensions.Configuration.IConfiguration configuration, TimeSpan duration, CancellationToken stopping)
    {
        var sensors = new SysfsSensors(options.Thermal.Root, options.Thermal.Zones);
        var before = sensors.Read();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var recorder = new LatencyRecorder();
        var parts = StartupCheck.Run(options, []);
        var provider = parts.Model!.Provider.ToString();
        await using var device = new DeviceHost(options, configuration, parts);
        var running = device.RunAsync(afterwards: null, ends.Token);
        ends.CancelAfter(duration);
        var (readings, resident) = await WatchAsync(sensors, running).ConfigureAwait(false);
        var summary = await running.ConfigureAwait(false);
        return new MeasuredRun(summary, provider, recorder.SegmentationMs, recorder.AgeMs, before, sensors.Read(), readings.Max(r => r.HottestC), readings.Any(r => r.OverCurrent), resident);
    }

    private static async Task<(List<ThermalReading> Readings, List<double> ResidentMb)> WatchAsync(SysfsSensors sensors, Task running)
    {
        var (readings, resident) = (new List<ThermalReading>(), new List<double>());
        do
        {
            readings.Add(sensors.Read());
            resident.Add(Environment.WorkingSet / 1e6);
        }
        while (await Task.WhenAny(running, Task.Delay(LookEvery)).ConfigureAwait(false) != running);
        return (readings, resident);
    }
}
