using System.Diagnostics.Metrics;

namespace SegEdge.EdgeHost;

/// <summary>Lines, heat and heartbeats as the meter "SegEdge.Vehicle"; read when somebody asks. <c>docs/metrics.md</c> explains each.</summary>
internal sealed class VehicleMetrics : IDisposable
{
    public const string MeterName = "SegEdge.Vehicle";

    private readonly Meter _meter = new(MeterName);

    public VehicleMetrics(Safeguards guards)
    {
        _meter.CreateObservableCounter("segedge_gpio_faults", () => guards.Gpio?.Faults ?? 0, description: "Writes that did not read back, and lines that could not be used.");
        _meter.CreateObservableCounter("segedge_gpio_safe_entries", () => guards.Gpio?.SafeEntries ?? 0, description: "Times that the outputs went to their safe levels.");
        _meter.CreateObservableGauge("segedge_governor_step", () => (int)(guards.Governor?.Step ?? 0), description: "0 full, 1 no explanations, 2 half the rate, 3 a quarter.");
        _meter.CreateObservableCounter("segedge_governor_changes", () => guards.Governor?.Changes ?? 0, description: "Steps up and down.");
        _meter.CreateObservableGauge("segedge_sensors_missing", () => guards.Governor?.Reading.Missing.Count ?? 0, description: "Sensors that should be there and cannot be read.");
        _meter.CreateObservableGauge("segedge_temperature_celsius", () => guards.Governor?.Reading.Zones
            .Select(zone => new Measurement<double>(zone.Value, KeyValuePair.Create<string, object?>("zone", zone.Key))) ?? [], description: "Of each thermal zone.");
        _meter.CreateObservableGauge("segedge_gpu_load_ratio", () => guards.Governor?.Reading.GpuLoad is { } load ? [new Measurement<double>(load)] : Array.Empty<Measurement<double>>());
        _meter.CreateObservableCounter("segedge_watchdog_heartbeats", () => guards.Heartbeats, description: "Heartbeats sent to the service manager.");
    }

    public void Dispose() => _meter.Dispose();
}
