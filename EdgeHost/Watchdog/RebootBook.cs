using System.Text.Json;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost.Watchdog;

/// <summary>Remembers over restarts how often the device hung, and whether it may ask for a reboot.</summary>
/// <param name="file">Kept from start to start; null: nothing can be remembered, so nothing is asked for.</param>
internal sealed class RebootBook(RebootOptions options, string? file, TimeProvider time)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1), Hour = TimeSpan.FromHours(1);

    /// <summary>Notes that the device hung. A disk that does not answer may be why: then nothing can be counted, so nothing is asked for.</summary>
    /// <param name="within">Who waits for a disk that hangs would hang himself.</param>
    /// <returns>What became of a reboot, for the log.</returns>
    public string Tripped(TimeSpan within)
    {
        // A thread of its own: that of a pool may be long in coming where all others wait for the same disk.
        var noted = Task.Factory.StartNew(Note, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return noted.Wait(within) ? noted.Result : $"no reboot is asked for: {file} could not be read and written within {within.TotalSeconds:0.#} s";
    }

    private string Note()
    {
        if (file is null) return "no reboot is asked for: without an outbox folder hangs cannot be counted over restarts";
        try
        {
            var now = time.GetUtcNow();
            var (trips, reboots) = Read(now);
            trips.Add(now);
            var (recent, today) = (trips.Count(t => now - t < Hour), reboots.Count);
            var ask = options.Policy == RebootPolicy.Request && recent >= options.AfterTrips && today < options.DailyLimit;
            if (ask) reboots.Add(now);
            // On disk before it is asked for: a machine that goes down at once must remember that it did.
            DurableFile.Replace(file, JsonSerializer.SerializeToUtf8Bytes(new Page(trips, reboots)));
            if (ask) Ask(recent);
            return (ask, options.Policy) switch
            {
                (true, _) => $"a reboot is asked for in {options.RequestFile}, the {today + 1}. within 24 hours",
                (_, RebootPolicy.Never) => "no reboot is asked for (Watchdog:Reboot:Policy is Never)",
                _ => $"no reboot is asked for: {recent} hangs within an hour of {options.AfterTrips}, {today} reboots within 24 hours of at most {options.DailyLimit}",
            };
        }
        // A book that cannot be read or written would let a machine reboot for ever.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return $"no reboot is asked for: {file}: {e.Message}";
        }
    }

    private (List<DateTimeOffset> Trips, List<DateTimeOffset> Reboots) Read(DateTimeOffset now)
    {
        if (!File.Exists(file)) return ([], []);
        var page = JsonSerializer.Deserialize<Page>(File.ReadAllBytes(file)) ?? throw new JsonException("it is empty.");
        return ([.. page.Trips.Where(Recent)], [.. page.Reboots.Where(Recent)]);

        // Also what a clock that was wrong then puts into the future: counted rather than forgotten.
        bool Recent(DateTimeOffset at) => now - at < Day;
    }

    private void Ask(int recent)
    {
        if (Path.GetDirectoryName(options.RequestFile) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        File.WriteAllText(options.RequestFile, $"{recent} hangs within an hour\n");
    }

    private sealed record Page(IReadOnlyList<DateTimeOffset> Trips, IReadOnlyList<DateTimeOffset> Reboots);
}
