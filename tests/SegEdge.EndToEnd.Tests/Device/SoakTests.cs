using System.Globalization;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EndToEnd.Tests.Commands;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>The whole service, at the full rate of its camera, for as long as a machine takes to get warm.</summary>
[Collection(Alone.Name)]
public sealed class SoakTests
{
    // Not SEGEDGE_...: that would be a setting, and the device refuses those that it does not know.
    private const string MinutesVariable = "SOAK_MINUTES";

    private const double MostMegabytesPerHour = 1;

    /// <summary>Before it counts: caches fill, code is compiled a second time, the heap finds its size. A part of the whole, so that a short try shows the same.</summary>
    private const double WarmUpShare = 1.0 / 3;

    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(1);

    [Fact, Trait("run", "long")]
    public async Task AtFullRate_NeitherMemoryNorHandlesNorThreadsGrow()
    {
        var measured = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable(MinutesVariable) ?? "30", CultureInfo.InvariantCulture));
        // Flags, explanations, pictures and the outbox all the way.
        await using var device = await DeviceProcess.StartAsync("Flags:0:Kind=EveryNth", "Flags:0:Every=1");
        await SampleAsync(device, measured * WarmUpShare);
        // However slow this machine is: the last events are kept with their pictures, and until there are so many memory grows as it should.
        while (await CountAsync(device, "flagged") < 2 * new ArchiveLimits().Events) await Task.Delay(SampleEvery, TestContext.Current.CancellationToken);
        var before = await CountAsync(device, "processed");
        var samples = await SampleAsync(device, measured);
        Assert.False(device.Process.HasExited, device.Process.Errors);
        var frames = await CountAsync(device, "processed") - before;

        var memory = Trend.Of([.. samples.Select(s => (s.At, s.ResidentBytes / 1e6))]);
        var report = FormattableString.Invariant($"{frames} frames in {measured.TotalMinutes:0.#} min ({frames / measured.TotalSeconds:0.0} a second); RSS {samples[0].ResidentBytes / 1e6:0.0} to {samples[^1].ResidentBytes / 1e6:0.0} MB, {memory} MB; open files {samples[0].OpenFiles} to {samples[^1].OpenFiles}, threads {samples[0].Threads} to {samples[^1].Threads}");
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        TestContext.Current.SendDiagnosticMessage(report);

        Assert.True(frames > measured.TotalSeconds, report); // it worked all the time
        // The collector's saw teeth of some 10 MB are most of what moves: a slope fails that is surely too steep.
        Assert.True(memory.PerHour - memory.Margin <= MostMegabytesPerHour, report);
        AssertNoGrowth(samples, s => s.OpenFiles, report);
        AssertNoGrowth(samples, s => s.Threads, report);
    }

    // Requests and the thread pool come and go; a leak is what even the quietest moment at the end has more of than the busiest at the beginning.
    private static void AssertNoGrowth(IReadOnlyList<Sample> samples, Func<Sample, int> count, string report)
    {
        var quarter = samples.Count / 4;
        Assert.True(samples.TakeLast(quarter).Min(count) <= samples.Take(quarter).Max(count), report);
    }

    private static async Task<IReadOnlyList<Sample>> SampleAsync(DeviceProcess device, TimeSpan duration)
    {
        var samples = new List<Sample>();
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(SampleEvery);
        while (TimeProvider.System.GetElapsedTime(started) < duration && !device.Process.HasExited)
        {
            samples.Add(Sample.Of(device.Process, TimeProvider.System.GetElapsedTime(started)));
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        return samples;
    }

    private static async Task<long> CountAsync(DeviceProcess device, string counter) => (await device.StatusAsync()).GetProperty("counters").GetProperty(counter).GetInt64();

    private readonly record struct Sample(TimeSpan At, long ResidentBytes, int OpenFiles, int Threads)
    {
        public static Sample Of(SegEdgeProcess process, TimeSpan at) => new(at, process.ResidentBytes, process.OpenFiles(), process.Threads());
    }
}
