using System.Buffers;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Hub;

/// <summary>The archive of a site, or one worker of several: takes what devices publish, keeps it, and says so.</summary>
/// <remarks>The order that loses nothing: commit, acknowledge to the broker, receipt to the device. Whatever is cut off between two of them comes again
/// and is kept once.</remarks>
public sealed class SiteHub : IDisposable
{
    private const string Connecting = "connecting to the broker";

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    // Somebody has just begun to look.
    private static readonly TimeSpan LeaseEvery = TimeSpan.FromSeconds(0.25);

    private readonly HubOptions _options;
    private readonly MqttOptions _mqtt;
    private readonly IFleetStore _store;
    private readonly CommandSigner? _signer;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly MessageReader _reader;
    private readonly ReceiptBook _book = new();
    private readonly DevicePresence _presence = new();
    private readonly CommandAnswers _answers;
    private readonly Archivist _archivist;
    private readonly Courier? _courier;
    private readonly HoleSeeker? _seeker;
    private readonly Backoff _backoff;
    private volatile HubLink? _link;
    private volatile string? _problem = Connecting;

    /// <param name="store">Stays the caller's.</param>
    /// <param name="signer">Null: no receipts and no requests, for devices whose broker confirms.</param>
    /// <param name="folder">Where messages are set aside that cannot be read.</param>
    public SiteHub(HubOptions options, MqttOptions mqtt, IFleetStore store, CommandSigner? signer, string folder, TimeProvider time, ILogger<SiteHub> log)
    {
        (_options, _mqtt, _store, _signer, _time, _log) = (options, mqtt, store, signer, time, log);
        _reader = new(time);
        Counters = new(() => Status, () => _archivist!.Waiting);
        _archivist = new(store, _book, new(Path.Combine(folder, "quarantine"), options.QuarantineFiles), Counters, time, log);
        _archivist.Archived += news => Archived?.Invoke(news);
        _archivist.BlobsKept += events => BlobsKept?.Invoke(events);
        _backoff = new(TimeSpan.FromSeconds(1), mqtt.MaxBackoff, time, Random.Shared);
        _courier = signer is null ? null : new(signer, _book, Counters, log);
        _seeker = _courier is null ? null : new(store, options, _courier, _presence, Counters, time, log);
        Live = new(_presence, mayAsk: signer is not null, time);
        _answers = new(Counters, Live, time, log);
    }

    /// <summary>After a commit, with the events that were new. Must be quick and must not throw.</summary>
    public event Action<IReadOnlyList<FleetEvent>>? Archived;

    /// <summary>After a commit, with the events of which a blob came. Must be quick and must not throw.</summary>
    public event Action<IReadOnlyList<string>>? BlobsKept;

    public HubCounters Counters { get; }

    /// <summary>Masks for whoever looks now; kept nowhere.</summary>
    public LiveMasks Live { get; }

    public HubStatus Status => new(_link is not null, _archivist.Problem ?? _problem, _archivist.Problem is not null);

    /// <summary>Runs until <paramref name="stopping"/>; what has come by then is kept and acknowledged, and the receipts are sent.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var giveUp = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var archiving = _archivist.RunAsync(giveUp.Token);
        // Should the archive end by a fault of ours, nothing may be taken any more.
        _ = archiving.ContinueWith(_ => ending.CancelAsync(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        var others = Task.WhenAll(EveryAsync(_options.ReceiptEvery, SendReceiptsAsync, ending.Token), EveryAsync(_options.TidyEvery, TidyAsync, ending.Token),
            EveryAsync(LeaseEvery, RenewLeasesAsync, ending.Token));
        await StayConnectedAsync(archiving, giveUp, ending.Token).ConfigureAwait(false);
        await others.ConfigureAwait(false);
        await FinishAsync(archiving, giveUp).ConfigureAwait(false);
    }

    public void Dispose() => Counters.Dispose();

    private async Task StayConnectedAsync(Task archiving, CancellationTokenSource giveUp, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(archiving, giveUp, stopping).ConfigureAwait(false);
                await Task.Delay(_backoff.Next(), _time, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return; // expected: shutdown
            }
        }
    }

    private async Task ListenAsync(Task archiving, CancellationTokenSource giveUp, CancellationToken stopping)
    {
        try
        {
            await using var link = await HubLink.ConnectAsync(_options, _mqtt, _signer?.KeyId, ReceiveAsync, _time, stopping).ConfigureAwait(false);
            (_link, _problem) = (link, null);
            _backoff.Connected();
            HubLog.Connected(_log, _options.Name, HubLink.Filters(_options, null)[0].Filter, _mqtt.ToString());
            try
            {
                var because = await link.Lost.WaitAsync(stopping).ConfigureAwait(false);
                throw new BrokerException($"MQTT broker {_mqtt.Host}:{_mqtt.Port}: connection lost ({because}). Connecting again.");
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                await FinishAsync(archiving, giveUp).ConfigureAwait(false);
                if (_courier is not null) await _courier.SendReceiptsAsync(link, giveUp.Token).ConfigureAwait(false);
                await link.LeaveAsync().ConfigureAwait(false);
                throw;
            }
            finally
            {
                _link = null;
            }
        }
        catch (BrokerException e)
        {
            // Once per outage: the first failure is news, the hundredth is not.
            if (_problem is null or Connecting) HubLog.Lost(_log, e.Message);
            _problem = e.Message;
        }
    }

    // What has come is kept; what comes now is not taken any more, and the broker brings it to the next one.
    private async Task FinishAsync(Task archiving, CancellationTokenSource giveUp)
    {
        _archivist.Close();
        giveUp.CancelAfter(StopPatience);
        try
        {
            await archiving.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            // expected: the store could not be written to the end; what waited is still at the broker
        }
    }

    private Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs received)
    {
        var message = received.ApplicationMessage;
        var address = Topics.TryParse(message.Topic, out var parsed) ? parsed : null;
        switch (address?.Kind)
        {
            case TopicKind.Live:
                Live.Take(address, message);
                return Task.CompletedTask;
            case TopicKind.CommandResult:
                _answers.Take(address, message);
                return Task.CompletedTask;
        }

        var answered = message.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce;
        received.AutoAcknowledge = !answered;
        // The payload is only on loan here.
        var body = message.Payload.ToArray();
        var (arrival, problem) = ((HubArrival?)null, (string?)null);
        try
        {
            arrival = _reader.Read(address, message, body);
            if (arrival.Report is { } report) _presence.Note(report);
        }
        catch (TelemetryFormatException e)
        {
            problem = e.Message; // expected: anybody may publish anything
        }
        catch (Exception e) // unexpected: MQTTnet would swallow it, and the broker would wait for an answer until the end of the session
        {
            HubLog.Fault(_log, e.Message, e);
            problem = e.Message;
        }

        _archivist.Offer(new(message.Topic, body, arrival, problem, answered ? received.AcknowledgeAsync : null));
        return Task.CompletedTask;
    }

    private async Task SendReceiptsAsync(CancellationToken stopping)
    {
        if (_courier is not null && _link is { } link) await _courier.SendReceiptsAsync(link, stopping).ConfigureAwait(false);
    }

    private async Task RenewLeasesAsync(CancellationToken stopping)
    {
        if (_courier is not { } courier || _link is not { } link) return;
        await Live.RenewAsync((camera, seconds) => courier.SendAsync(link, camera.Site, camera.Device, CommandName.Live,
            new LiveArguments { Camera = camera.Camera, Seconds = seconds }, TelemetryJson.Default.LiveArguments, stopping)).ConfigureAwait(false);
    }

    private async Task TidyAsync(CancellationToken stopping)
    {
        _book.Enter(new FleetBatch(), await _store.TidyAsync(stopping).ConfigureAwait(false));
        if (_seeker is not null && _link is { } link) await _seeker.SeekAsync(link, stopping).ConfigureAwait(false);
    }

    private async Task EveryAsync(TimeSpan pause, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, _time, stopping).ConfigureAwait(false);
                await work(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { } // expected: shutdown
            catch (FleetStoreException) { } // expected: the archivist says so already
            catch (Exception e) // unexpected; archiving goes on, and so does this
            {
                HubLog.Fault(_log, e.Message, e);
            }
        }
    }
}
