using SegEdge.Camera;
using SegEdge.Camera.Live;
using SegEdge.EdgeHost.Cli;
using SegEdge.EdgeHost.Doctor.Report;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Bench;

/// <summary>The whole device against its network alone, in turns: what slows the machine slows both, so that their ratio means something where their rates do not.</summary>
/// <remarks>Ratio as in the literature of pipelines: frames a second of camera, preparation, network, flags and publishing, by frames a second of the bare run of
/// the same graph on the same provider and threads.</remarks>
internal sealed class Benchmark(BenchPlan plan)
{
    /// <summary>Sources alone, network alone as its file has it, as it is deployed, and the whole device.</summary>
    public const string Source = "source alone", Network = "network alone, as its file has it", Deployed = "network alone, as deployed", Device = "device";

    private readonly Dictionary<string, List<BenchTurn>> _turns = new() { [Source] = [], [Network] = [], [Deployed] = [], [Device] = [] };
    private readonly List<BenchWatch> _watches = [];
    private int _length = int.MaxValue; // pictures of the source, where it tells

    private int Frames => BenchPlan.WarmUp + plan.Frames;

    /// <exception cref="UsageException">The device cannot start, or the source is too short.</exception>
    public async Task<BenchResult> RunAsync(Action<long> report, CancellationToken stopping)
    {
        Check();
        var package = ServingModels.Load(plan.Options.Model, plan.Options.Model.Path);
        using var plain = ProviderLadder.Open(package, plan.Options.Model.Runtime with { Split = "host" });
        using var deployed = ProviderLadder.Open(package, plan.Options.Model.Runtime);
        var (done, provider, split) = (0, deployed.Provider.ToString(), deployed.Split.ToString());
        for (var round = 0; round < plan.Rounds; round++)
        {
            // What the device of the turn before was bound to is large and pinned, and would be collected in the midst of somebody's turn, or not for a long time.
            await LetGoAsync().ConfigureAwait(false);
            _turns[Source].Add(ReadOnly(stopping));
            report(++done);
            _turns[Network].Add(Run(plain, stopping));
            report(++done);
            _turns[Deployed].Add(Run(deployed, stopping));
            report(++done);
            _turns[Device].Add(await RunDeviceAsync(_turns[Deployed][^1].FramesPerSecond, stopping).ConfigureAwait(false));
            report(++done);
        }
        return new BenchResult(plan, package, provider, split, MachineFacts.Read(), _turns, _watches, PeakMb());
    }

    private static async Task LetGoAsync()
    {
        await Task.Yield(); // what ended the turn before called us, and would still hold it
        GC.Collect();
        GC.WaitForPendingFinalizers(); // native memory, and what it pins
        GC.Collect();
    }

    private void Check()
    {
        // As the device opens it: a simulated camera keeps its own pace there.
        using var source = Sources.Open(plan.Options.Camera, live: true, frames: 0);
        if (source.Kind == SourceKind.Live)
            throw new UsageException($"--source: '{Secrets.HideIn(plan.Options.Camera.Source)}': the camera itself sets the pace. Give a video or a folder of pictures ('segedge simulate' makes one), or leave --source out.");
        if (source.Length is { } length && length < Frames)
            throw new UsageException($"--frames: '{source.Name}' has {length} pictures, {BenchPlan.WarmUp} warm up, so at most {Math.Max(0, length - BenchPlan.WarmUp)} can be counted. Ask for fewer, or give a longer source.");
        if (source.Length is { } known) _length = (int)Math.Min(int.MaxValue, known);
    }

    private IFrameSource Open() => Sources.Open(plan.Options.Camera, live: false, frames: 0);

    private BenchTurn ReadOnly(CancellationToken stopping)
    {
        using var source = Open();
        var pool = new FramePool(1, source.Size);
        return Time(() =>
        {
            if (!pool.TryRent(out var frame)) throw new InvalidOperationException("The only frame of the pool was not returned.");
            using (frame) source.Read(frame, stopping);
        }, stopping);
    }

    private BenchTurn Run(SegmentationModel model, CancellationToken stopping)
    {
        // A real picture in its input: some arithmetic is faster on zeros.
        using var source = Open();
        var pool = new FramePool(1, source.Size);
        pool.TryRent(out var frame);
        using (frame)
        using (var maps = model.Maps.Rent())
        {
            source.Read(frame!, stopping);
            model.Segment(frame!, maps, out _);
        }
        return Time(model.RunNetwork, stopping);
    }

    private BenchTurn Time(Action frame, CancellationToken stopping)
    {
        var ms = new double[plan.Frames];
        long begin = 0, bytes = 0;
        for (var i = -BenchPlan.WarmUp; i < plan.Frames; i++)
        {
            stopping.ThrowIfCancellationRequested();
            if (i == 0) (begin, bytes) = (TimeProvider.System.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
            var start = TimeProvider.System.GetTimestamp();
            frame();
            if (i >= 0) ms[i] = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        }
        var seconds = TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
        return new BenchTurn(plan.Frames, seconds, Percentiles.Of(ms), (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / plan.Frames);
    }

    private async Task<BenchTurn> RunDeviceAsync(double framesPerSecond, CancellationToken stopping)
    {
        var warmUp = Math.Max(BenchPlan.WarmUp, Math.Min((int)(framesPerSecond * BenchPlan.DeviceWarmUp.TotalSeconds), _length - plan.Frames));
        var options = plan.Options with { Pipeline = plan.Options.Pipeline with { MaxFrames = warmUp + plan.Frames } };
        var watch = new BenchWatch(warmUp, plan.Frames);
        await using var device = new DeviceHost(options, plan.Configuration, StartupCheck.Run(options, []), watch);
        await device.RunAsync(afterwards: null, stopping).ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
        _watches.Add(watch);
        return watch.Turn();
    }

    private static double PeakMb()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }
}
