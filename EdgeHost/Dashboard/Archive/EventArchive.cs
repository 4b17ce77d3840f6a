namespace SegEdge.EdgeHost.Dashboard;

/// <summary>The last flagged frames in memory, bounded, for the browsers of one device. The durable archive is the hub's.</summary>
/// <remarks>Readers poll by revision instead of being fed by queues: a slow browser costs nothing and misses nothing that is still held.
/// Listed by event id, newest first: ids are ULIDs, so late history takes its place in time; eviction goes by arrival.</remarks>
public sealed class EventArchive(ArchiveLimits limits, TimeProvider time) : IEventSource
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ArchivedEvent> _events = [];
    private readonly Queue<string> _arrivals = new();
    private readonly BlobStore _blobs = new(limits);

    // Each by a signed command; a few in the life of a process.
    private readonly HashSet<string> _erased = [];
    private TaskCompletionSource _changed = NewSignal();
    private long _revision, _erasedAt;
    private ArchiveCounts _counts = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Names this archive's life: revisions of another life mean nothing here.</summary>
    public string LifeId { get; } = Guid.NewGuid().ToString("N")[..12];

    public string Absence => "This event is not in the device's memory: it never came, newer ones took its place, or it was erased. Look in the site's archive.";

    public ArchiveCounts Counts
    {
        get { lock (_gate) return _counts with { Events = _events.Count, Blobs = _blobs.Count, BlobBytes = _blobs.Bytes }; }
    }

    /// <param name="json">UTF-8; copied. Refused where it is not an object with a legal event id, or too large.</param>
    public ArchiveOutcome AddEvent(ReadOnlyMemory<byte> json)
    {
        var card = json.Length <= limits.EventBytes ? EventCard.Read(json) : null;
        return card is null ? RefuseEvent() : AddEvent(card);
    }

    internal ArchiveOutcome RefuseEvent()
    {
        lock (_gate) _counts = _counts with { RefusedEvents = _counts.RefusedEvents + 1 };
        return ArchiveOutcome.Refused;
    }

    internal ArchiveOutcome RefuseBlob()
    {
        lock (_gate) _counts = _counts with { RefusedBlobs = _counts.RefusedBlobs + 1 };
        return ArchiveOutcome.Refused;
    }

    internal ArchiveOutcome AddEvent(EventCard card)
    {
        lock (_gate)
        {
            if (_erased.Contains(card.EventId)) return RefuseEvent();
            if (_events.ContainsKey(card.EventId))
            {
                _counts = _counts with { DuplicateEvents = _counts.DuplicateEvents + 1 };
                return ArchiveOutcome.Duplicate;
            }
            var here = card.Blobs.Where(_blobs.Holds).ToList();
            _events.Add(card.EventId, new ArchivedEvent(card.EventId, time.GetUtcNow(), card.Json, card.Blobs, here, ++_revision));
            _arrivals.Enqueue(card.EventId);
            while (_events.Count > limits.Events && _arrivals.TryDequeue(out var oldest)) Evict(oldest);
            Signal();
        }
        return ArchiveOutcome.Added;
    }

    /// <param name="sha256">What the sender says it is; bytes with another hash are refused.</param>
    /// <param name="bytes">Kept, not copied: the caller hands them over.</param>
    /// <param name="eventId">Of the event that it is sent with; null where nobody says.</param>
    public ArchiveOutcome AddBlob(string sha256, string contentType, ReadOnlyMemory<byte> bytes, string? eventId = null)
    {
        var accepted = _blobs.Accepts(sha256, bytes.Span);
        if (!accepted) return RefuseBlob();
        lock (_gate)
        {
            if (eventId is not null && _erased.Contains(eventId)) return RefuseBlob();
            if (_blobs.Holds(sha256))
            {
                _counts = _counts with { DuplicateBlobs = _counts.DuplicateBlobs + 1 };
                return ArchiveOutcome.Duplicate;
            }
            var evicted = _blobs.Add(new ArchivedBlob(sha256, contentType, bytes));
            _counts = _counts with { EvictedBlobs = _counts.EvictedBlobs + evicted.Count };
            Refresh([sha256, .. evicted]);
        }
        return ArchiveOutcome.Added;
    }

    /// <summary>Forgets the event and its blobs, those apart that another event shows too. What of it is still on its way is refused.</summary>
    /// <returns>False where it was not here.</returns>
    public bool Erase(string eventId)
    {
        lock (_gate)
        {
            _erased.Add(eventId);
            if (!Evict(eventId)) return false;
            _erasedAt = ++_revision;
            Signal();
        }
        return true;
    }

    public ArchivedEvent? FindEvent(string eventId)
    {
        lock (_gate) return _events.GetValueOrDefault(eventId);
    }

    public ArchivedBlob? FindBlob(string sha256)
    {
        lock (_gate) return _blobs.Find(sha256);
    }

    /// <summary>Newest first, only ids before <paramref name="before"/> if given; it need not be held any more.</summary>
    public IReadOnlyList<ArchivedEvent> List(int limit, string? before = null)
    {
        lock (_gate)
            return _events.Values
                .Where(e => before is null || string.CompareOrdinal(e.EventId, before) < 0)
                .OrderByDescending(e => e.EventId, StringComparer.Ordinal).Take(limit).ToList();
    }

    /// <summary>What changed after <paramref name="revision"/>, in the order of change.</summary>
    public IReadOnlyList<ArchivedEvent> ChangesSince(long revision)
    {
        lock (_gate) return _events.Values.Where(e => e.Revision > revision).OrderBy(e => e.Revision).ToList();
    }

    public long Revision
    {
        get { lock (_gate) return _revision; }
    }

    public Task WaitForChangeAsync(long after, CancellationToken ct)
    {
        lock (_gate) return _revision > after ? Task.CompletedTask : _changed.Task.WaitAsync(ct);
    }

    Task<EventList> IEventSource.ListAsync(EventQuery query, CancellationToken ct) => Task.FromResult(new EventList(List(query.Limit, query.Before), Counts.Events));

    Task<ArchivedEvent?> IEventSource.FindEventAsync(string eventId, CancellationToken ct) => Task.FromResult(FindEvent(eventId));

    Task<ArchivedBlob?> IEventSource.FindBlobAsync(string sha256, CancellationToken ct) => Task.FromResult(FindBlob(sha256));

    Task<EventChanges?> IEventSource.ChangesSinceAsync(long revision, CancellationToken ct)
    {
        lock (_gate) return Task.FromResult<EventChanges?>(revision < _erasedAt ? null : new EventChanges(_revision, ChangesSince(revision)));
    }

    // Its blobs with it, unless another event shows them: nobody can come to them any more.
    private bool Evict(string eventId)
    {
        if (!_events.Remove(eventId, out var gone)) return false;
        var unnamed = gone.BlobsHere.Except(_events.Values.SelectMany(one => one.BlobsNamed)).Count(_blobs.Remove);
        _counts = _counts with { EvictedEvents = _counts.EvictedEvents + 1, EvictedBlobs = _counts.EvictedBlobs + unnamed };
        return true;
    }

    private void Refresh(IReadOnlyList<string> changed)
    {
        foreach (var card in _events.Values.Where(e => e.BlobsNamed.Any(changed.Contains)).ToList())
            _events[card.EventId] = card with { BlobsHere = card.BlobsNamed.Where(_blobs.Holds).ToList(), Revision = ++_revision };
        Signal();
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
