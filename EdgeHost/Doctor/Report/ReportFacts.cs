using SegEdge.Camera;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Thermal;
using SegEdge.Pipeline.Engines;

namespace SegEdge.EdgeHost.Doctor.Report;

/// <summary>All that a report is made of.</summary>
/// <param name="Run">Null: it could not be made, for <paramref name="RunProblem"/>.</param>
/// <param name="PowerAlarms">Alarms of power monitors that this user can read.</param>
internal sealed record ReportFacts(
    DateTimeOffset Utc, IReadOnlyList<(string Name, string Value)> Machine, IReadOnlyList<Finding> Findings, IReadOnlyList<(string Provider, string Proof)> Providers,
    MeasuredRun? Run, string? RunProblem, ServiceState Service, int PowerAlarms)
{
    /// <summary>Runs the device for <paramref name="duration"/>; what keeps it from running is part of the report.</summary>
    public static async Task<ReportFacts> GatherAsync(LoadedConfiguration loaded, IReadOnlyList<Finding> findings, TimeSpan duration, CancellationToken stopping)
    {
        var options = loaded.Options;
        var (run, problem) = await TryRunAsync(loaded, duration, stopping).ConfigureAwait(false);
        return new(DateTimeOffset.UtcNow, MachineFacts.Read(), findings, [.. ProviderProofs.Of(options)], run, problem, ServiceState.Read(),
            new SysfsSensors(options.Thermal.Root, options.Thermal.Zones).CountPowerAlarms());
    }

    private static async Task<(MeasuredRun? Run, string? Problem)> TryRunAsync(LoadedConfiguration loaded, TimeSpan duration, CancellationToken stopping)
    {
        if (loaded.Problems.Count > 0) return (null, string.Join(" ", loaded.Problems));
        try
        {
            return (await MeasuredRun.RunAsync(loaded.Options, loaded.Configuration, duration, stopping).ConfigureAwait(false), null);
        }
        catch (EngineMissingException e)
        {
            return (null, $"{e.Message}. 'segedge engine build' makes the engine.");
        }
        catch (Exception e) when (e is UsageException or CameraException)
        {
            return (null, e is UsageException usage ? string.Join(" ", usage.Problems) : e.Message);
        }
    }
}
