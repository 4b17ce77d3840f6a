using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry.Rig;
using SegEdge.Telemetry.Tests.Faults.Checking;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>A device in this process, a wire, a real broker and a consumer; the faults come from the test.</summary>
internal sealed class FaultBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private CancellationTokenSource _stop = new();
    private Task _publishing = Task.CompletedTask;
    private int _copies;

    private FaultBench(int seed, MosquittoProcess broker, TcpProxy link, ArrivalRecorder recorder, double timeFactor)
    {
        (Seed, Broker, Link, Recorder) = (seed, broker, link, recorder);
        Workload = new(seed);
        Attempts = new(Workload);
        Folder = _folder.File("outbox");
        Time = new(timeFactor);
        Options = RigDevice.Options(link.Port);
    }

    public int Seed { get; }

    public MosquittoProcess Broker { get; }

    public TcpProxy Link { get; }

    public ArrivalRecorder Recorder { get; }

    public Workload Workload { get; }

    public Attempts Attempts { get; }

    /// <summary>Where the next <see cref="Open"/> looks; a kill moves it on.</summary>
    public string Folder { get; set; }

    public FastTime Time { get; }

    public MqttOptions Options { get; set; }

    public long CapBytes { get; set; } = 64 << 20;

    public OutboxRules Rules { get; set; } = OutboxRules.Default;

    public Func<string, string, SpoolDatabase>? OpenFile { get; set; }

    public SqliteOutbox Outbox { get; private set; } = null!;

    public MqttPublisher Publisher { get; private set; } = null!;

    /// <param name="fault">What the wire does to each connection.</param>
    /// <param name="timeFactor">Less than usual where a machine that is busy for a moment must not pass for a link that is.</param>
    public static async Task<FaultBench> StartAsync(int seed, string[] broker, Func<IWireFault>? fault = null, double timeFactor = RigDevice.TimeFactor)
    {
        var process = await MosquittoProcess.StartAsync(broker);
        return new(seed, process, new(process.Port, fault), await ArrivalRecorder.StartAsync(process.Port), timeFactor);
    }

    /// <summary>Opens the outbox without a publisher.</summary>
    public void Open(TimeProvider? time = null)
    {
        var settings = new SpoolSettings(Folder, CapBytes, Workload.Identity, time ?? Time, TimeSpan.FromDays(7), NullLogger.Instance, null) { Rules = Rules };
        Outbox = new(OpenFile is null ? settings : settings with { OpenFile = OpenFile });
    }

    public void Publish()
    {
        Publisher = new(Options, Workload.Identity, Outbox, RigDevice.Birth, RigDevice.Health, Time, NullLogger<MqttPublisher>.Instance);
        _publishing = Publisher.RunAsync(_stop.Token);
    }

    public async Task AppendAsync(int count)
    {
        for (var i = 0; i < count; i++) await AppendAsync(Attempts.Next, Workload.Entry);
    }

    /// <summary>An event whose card alone is that large.</summary>
    public Task AppendPoisonAsync(int bytes) => AppendAsync(Attempts.Next, number => Poison(number, bytes));

    /// <summary>Goes on with what the disk would show after kill -9 at this moment: the files as they are, logs included.</summary>
    /// <returns>The folder of the copy.</returns>
    public async Task<string> KillAsync()
    {
        var copy = Directory.CreateDirectory(_folder.File($"killed-{++_copies}")).FullName;
        foreach (var file in Directory.GetFiles(Folder, "*.db*")) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        await CloseAsync();
        return Folder = copy;
    }

    /// <summary>The publisher leaves without draining, the outbox closes its files.</summary>
    public async Task CloseAsync()
    {
        await StopPublishingAsync();
        await Outbox.DisposeAsync();
    }

    public async Task StopPublishingAsync()
    {
        await _stop.CancelAsync();
        await _publishing.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        _stop.Dispose();
        _stop = new();
    }

    public Task ConnectsAsync() => Eventually.TrueAsync(() => Task.FromResult(Publisher.Status.Connected), () => $"connected ({Publisher.Status.LastError})");

    /// <summary>As long as something leaves, patience is not at its end: hundreds of cycles leave thousands of records.</summary>
    public async Task EmptiesAsync()
    {
        for (var left = Outbox.Snapshot().Rows; left > 0; left = Outbox.Snapshot().Rows)
            await Eventually.TrueAsync(() => Task.FromResult(Outbox.Snapshot().Rows is 0 || Outbox.Snapshot().Rows < left),
                () => $"the outbox is empty ({Publisher.Status}, {Outbox.Snapshot()})");
    }

    public Task InterruptAsync(int cycles, Action take, Action giveBack) => InterruptAsync(cycles, Later(take), Later(giveBack));

    /// <summary>Takes something away in the middle of sending, appends meanwhile, and gives it back.</summary>
    public async Task InterruptAsync(int cycles, Func<Task> take, Func<Task> giveBack)
    {
        var random = new Random(Seed);
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            await ConnectsAsync();
            var wanted = Recorder.Count + random.Next(1, 10);
            await AppendAsync(random.Next(10, 20));
            await Eventually.TrueAsync(() => Recorder.Count >= wanted, $"{wanted} records have arrived");
            await take();
            await AppendAsync(random.Next(5));
            await giveBack();
        }
    }

    /// <summary>Delivers the rest, closes, and holds what was seen against the laws.</summary>
    public async Task<FaultTally> EndAsync(string fault, int cycles, Func<History, History>? mark = null)
    {
        await EmptiesAsync();
        var (epoch, end) = (Outbox.Epoch, Outbox.Snapshot());
        await CloseAsync();
        await Recorder.CatchUpAsync();
        var ending = new Ending(epoch, end.LastEventSeq, end.LastGapSeq, end.Rows, SpoolSize.Bytes(Folder), await SpoolSize.BaselineAsync(_folder.File("new")));
        var history = new History(Attempts.All, Recorder.Arrivals) { End = ending };
        return FaultTally.Of(fault, cycles, Seed, mark?.Invoke(history) ?? history);
    }

    private static Func<Task> Later(Action act) => () =>
    {
        act();
        return Task.CompletedTask;
    };

    private async Task AppendAsync(long number, Func<long, OutboxEntry> entries)
    {
        var entry = entries(number);
        Attempts.Try(number, entries);
        var receipt = await Outbox.AppendAsync(entry, TestContext.Current.CancellationToken);
        Attempts.Answer(number, Outbox.Epoch, receipt.Seq, receipt.BlobsDropped);
    }

    private OutboxEntry Poison(long number, int bytes)
    {
        var entry = Workload.Entry(number);
        return new(entry.Draft with { Privacy = new() { Policy = new string('x', bytes), Classes = [], DilatePx = 0 } }, entry.Blobs);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _publishing;
        if (Outbox is not null) await Outbox.DisposeAsync();
        await Recorder.DisposeAsync();
        await Link.DisposeAsync();
        await Broker.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }
}
