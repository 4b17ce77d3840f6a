using Microsoft.Extensions.Logging;
using SegEdge.Telemetry;

namespace SegEdge.Fleet.Simulation;

/// <summary>A simulated fleet on a real broker: connection, birth, state, events with their blobs, gaps, at the asked rate and in bursts of chance.</summary>
public static class FleetTraffic
{
    /// <summary>One in so many events is lost on purpose.</summary>
    private const int GapsEvery = 200;

    // More devices at once than this make a broker's handshakes the load that is measured.
    private static readonly TimeSpan BetweenConnects = TimeSpan.FromMilliseconds(5), Look = TimeSpan.FromMilliseconds(20);

    /// <param name="mqtt">Host and port; the client id is each device's own.</param>
    /// <param name="duration">Of flagging. Then what waits is sent, for as long again at most.</param>
    /// <param name="accepted">Told of every event that was taken: what a hub must have in the end.</param>
    /// <param name="report">Told the number of events so far.</param>
    /// <exception cref="FleetTrafficException">The broker cannot be reached.</exception>
    public static async Task<TrafficSummary> RunAsync(
        SimulatedFleetOptions options, SimulatedPictures pictures, MqttOptions mqtt, TimeSpan duration, TimeProvider time, ILoggerFactory logs,
        Action<AcceptedEvent>? accepted = null, Action<long>? report = null, CancellationToken stopping = default)
    {
        var fleet = new SimulatedFleet(options);
        var settings = mqtt with { BacklogMessagesPerSecond = 0, BacklogBytesPerSecond = 0 };
        var devices = fleet.Devices.Select(device => new DeviceTraffic(device, options, pictures, settings, GapsEvery, time, logs)).ToArray();
        using var publishing = new CancellationTokenSource();
        var running = new List<Task>();
        try
        {
            foreach (var device in devices)
            {
                running.Add(device.RunAsync(publishing.Token));
                await Task.Delay(BetweenConnects, time, stopping).ConfigureAwait(false);
            }

            await ConnectedAsync(devices, mqtt, time, stopping).ConfigureAwait(false);
            var started = time.GetTimestamp();
            await FlagAsync(fleet, devices, options, duration, time, accepted, report, stopping).ConfigureAwait(false);
            var flagged = time.GetElapsedTime(started);
            await DrainedAsync(devices, duration, time, stopping).ConfigureAwait(false);
            return Summary(devices, flagged, time.GetElapsedTime(started));
        }
        finally
        {
            await publishing.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private static async Task ConnectedAsync(DeviceTraffic[] devices, MqttOptions mqtt, TimeProvider time, CancellationToken stopping)
    {
        var started = time.GetTimestamp();
        while (!devices.All(device => device.Status.Connected))
        {
            if (time.GetElapsedTime(started) > mqtt.ConnectTimeout * 2)
            {
                var away = devices.Where(device => !device.Status.Connected).ToArray();
                throw new FleetTrafficException($"{away.Length} of {devices.Length} devices have no link to {mqtt}. The first, {away[0].Device.Name}: {away[0].Status.LastError ?? "no answer"}");
            }

            await Task.Delay(Look, time, stopping).ConfigureAwait(false);
        }
    }

    // One clock for all devices, so that the fleet's rate is right whatever a single timer does: events that are due are made up for.
    private static async Task FlagAsync(
        SimulatedFleet fleet, DeviceTraffic[] devices, SimulatedFleetOptions options, TimeSpan duration, TimeProvider time, Action<AcceptedEvent>? accepted, Action<long>? report, CancellationToken stopping)
    {
        var random = new Random(options.Seed);
        var rates = devices.Select(device => fleet.RateOf(device.Device)).ToArray();
        var all = rates.Sum();
        double[] shares = [.. rates.Select(rate => rate / all)];
        var started = time.GetTimestamp();
        long count = 0;
        for (var due = 0.0; (due += -Math.Log(1 - random.NextDouble()) / all) < duration.TotalSeconds;)
        {
            var wait = due - time.GetElapsedTime(started).TotalSeconds;
            if (wait > 0.001) await Task.Delay(TimeSpan.FromSeconds(wait), time, stopping).ConfigureAwait(false);
            stopping.ThrowIfCancellationRequested();
            var device = devices[SimulatedNature.Pick(random, shares)];
            var flag = fleet.FlagNow(device.Device, time.GetUtcNow(), due / duration.TotalSeconds, random);
            var (id, seq) = await device.FlagAsync(flag, random).ConfigureAwait(false);
            if (seq is { } number) accepted?.Invoke(new(device.Identity.Site, device.Identity.Device, device.Epoch, number, id));
            report?.Invoke(++count);
        }
    }

    private static async Task DrainedAsync(DeviceTraffic[] devices, TimeSpan patience, TimeProvider time, CancellationToken stopping)
    {
        var started = time.GetTimestamp();
        while (devices.Any(device => device.Waiting.Rows > 0) && time.GetElapsedTime(started) < TimeSpan.FromSeconds(Math.Max(10, patience.TotalSeconds)))
            await Task.Delay(Look, time, stopping).ConfigureAwait(false);
    }

    private static TrafficSummary Summary(DeviceTraffic[] devices, TimeSpan flagged, TimeSpan whole) => new(
        devices.Sum(device => device.Counts.Accepted), devices.Sum(device => device.Counts.Lost), devices.Sum(device => device.Counts.Refused),
        devices.Sum(device => device.Waiting.Rows), devices.Sum(device => device.Status.Reconnects), flagged, whole);
}
