namespace SegEdge.EdgeHost.Clips;

/// <summary>Clips in a folder: <c>{id}.ts</c>, and beside it <c>{id}.events</c>, the ids of the events it belongs to, one a line. Any thread.</summary>
/// <remarks>Ids are ULIDs, so names sort by age, and none that came from outside becomes part of a path: it is only looked up.</remarks>
internal sealed class ClipStore : IDisposable
{
    private const string Clip = ".ts", Part = ".ts.part", Events = ".events", Held = ".held";

    // As the outbox does: what a system needs to go on with a full data partition.
    private const long KeepFree = 64L << 20;

    // A transport stream is a multiple of this.
    private const int PacketBytes = 188;

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly long _quotaBytes;
    private readonly Func<long> _freeBytes;
    private readonly SortedDictionary<string, StoredClip> _clips = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _clipOf = [];
    private FileStream? _held;
    private long _stored, _bytes, _evicted;

    private ClipStore(string folder, long quotaBytes, Func<long>? freeBytes) =>
        (_folder, _quotaBytes, _freeBytes) = (folder, quotaBytes, freeBytes ?? FreeOnDisk);

    /// <summary>What an earlier process left: clips that it was writing are finished, up to their last whole packet.</summary>
    public IReadOnlyList<string> Recovered { get; private set; } = [];

    public long QuotaBytes => _quotaBytes;

    /// <param name="freeBytes">Of its disk; asked anew for each block.</param>
    /// <exception cref="IOException">The folder cannot be used, or another process holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static ClipStore Open(string folder, long quotaBytes, Func<long>? freeBytes = null)
    {
        var store = new ClipStore(Path.GetFullPath(folder), quotaBytes, freeBytes);
        // Nobody else: people may be in them.
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(store._folder);
        else Directory.CreateDirectory(store._folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            // Another device's clips are not to be taken for those of a dead one.
            store._held = new FileStream(Path.Combine(store._folder, Held), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            store.Recover();
            store.Index();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Without the lock: a disk that hangs under it must not keep anybody from asking.</summary>
    public (int Stored, long Bytes, long Evicted) Counts => ((int)Interlocked.Read(ref _stored), Interlocked.Read(ref _bytes), Interlocked.Read(ref _evicted));

    public string PartOf(string id) => Path.Combine(_folder, id + Part);

    /// <summary>An event shares a clip that is being written. Found from now on, and after a restart too.</summary>
    /// <param name="id">The clip's; the first to share it begins it.</param>
    /// <exception cref="IOException">It is found until the restart.</exception>
    public void Share(string id, string eventId)
    {
        lock (_lock)
        {
            if (!_clips.TryGetValue(id, out var clip)) Add(clip = new(id, isOpen: true));
            clip.Events.Add(eventId);
            _clipOf[eventId] = id;
        }
        File.AppendAllText(Path.Combine(_folder, id + Events), eventId + "\n");
    }

    /// <summary>Deletes the oldest until so much more fits, into the quota and onto the disk.</summary>
    /// <returns>Null if it fits; else why not.</returns>
    /// <exception cref="IOException">One cannot be deleted.</exception>
    public string? MakeRoom(string id, long bytes)
    {
        lock (_lock)
        {
            var clip = _clips[id];
            while (true)
            {
                var full = _bytes + bytes > _quotaBytes;
                if (!full && _freeBytes() >= bytes + KeepFree)
                {
                    clip.Bytes += bytes;
                    Interlocked.Add(ref _bytes, bytes);
                    return null;
                }
                if (_clips.Values.FirstOrDefault(other => !other.IsOpen) is not { } oldest)
                    return full ? $"Clips:QuotaBytes of {_quotaBytes} are used up by clips that are being written. Raise it, or lower Clips:MostSeconds."
                        : $"the disk of '{_folder}' has less than {KeepFree >> 20} MB left and no older clip can go. Free some of it.";
                Delete(oldest);
                Interlocked.Increment(ref _evicted);
            }
        }
    }

    /// <summary>The clip is whole and on the disk under its own name; one without a byte is gone.</summary>
    /// <exception cref="IOException">It keeps the name of a part, and is finished at the next start.</exception>
    public void Finish(string id)
    {
        lock (_lock)
        {
            if (!_clips.TryGetValue(id, out var clip)) return;
            clip.IsOpen = false;
            if (clip.Bytes == 0) Delete(clip);
            else File.Move(PartOf(id), Path.Combine(_folder, id + Clip), overwrite: true);
        }
    }

    /// <exception cref="IOException">It is still there.</exception>
    public void Discard(string id)
    {
        lock (_lock)
            if (_clips.TryGetValue(id, out var clip)) Delete(clip);
    }

    /// <returns>Its path; null where no clip of that event is here, or it is still being written.</returns>
    public string? Find(string eventId)
    {
        lock (_lock)
            return _clipOf.TryGetValue(eventId, out var id) && _clips.TryGetValue(id, out var clip) && !clip.IsOpen ? Path.Combine(_folder, id + Clip) : null;
    }

    /// <summary>Deletes the clip that this event is in, for all that share it.</summary>
    /// <returns>False where there is none, or it is still being written.</returns>
    /// <exception cref="IOException">It is still there.</exception>
    public bool Erase(string eventId)
    {
        lock (_lock)
        {
            if (!_clipOf.TryGetValue(eventId, out var id) || !_clips.TryGetValue(id, out var clip) || clip.IsOpen) return false;
            Delete(clip);
            return true;
        }
    }

    public void Dispose() => _held?.Dispose();

    private void Add(StoredClip clip)
    {
        _clips[clip.Id] = clip;
        Interlocked.Increment(ref _stored);
        Interlocked.Add(ref _bytes, clip.Bytes);
    }

    private void Delete(StoredClip clip)
    {
        foreach (var suffix in new[] { Clip, Part, Events }) File.Delete(Path.Combine(_folder, clip.Id + suffix));
        _clips.Remove(clip.Id);
        Interlocked.Decrement(ref _stored);
        Interlocked.Add(ref _bytes, -clip.Bytes);
        foreach (var eventId in clip.Events) _clipOf.Remove(eventId);
    }

    private void Recover()
    {
        var recovered = new List<string>();
        foreach (var part in Directory.EnumerateFiles(_folder, "*" + Part).ToArray())
        {
            var id = Path.GetFileName(part)[..^Part.Length];
            long length;
            using (var file = new FileStream(part, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                length = file.Length / PacketBytes * PacketBytes;
                file.SetLength(length);
            }
            if (length > 0) File.Move(part, Path.Combine(_folder, id + Clip), overwrite: true);
            else File.Delete(part);
            recovered.Add(length > 0 ? $"{id}: finished, {length} bytes" : $"{id}: removed, nothing was written");
        }
        Recovered = recovered;
    }

    private void Index()
    {
        foreach (var path in Directory.EnumerateFiles(_folder, "*" + Clip))
        {
            var id = Path.GetFileNameWithoutExtension(path);
            var clip = new StoredClip(id, isOpen: false) { Bytes = new FileInfo(path).Length };
            Add(clip);
            var list = Path.Combine(_folder, id + Events);
            // The line that a kill cut short names no event, and finds nothing.
            clip.Events.AddRange(File.Exists(list) ? File.ReadAllLines(list) : [id]);
            foreach (var eventId in clip.Events) _clipOf[eventId] = id;
        }
        foreach (var list in Directory.EnumerateFiles(_folder, "*" + Events).ToArray())
            if (!_clips.ContainsKey(Path.GetFileNameWithoutExtension(list))) File.Delete(list);
    }

    private long FreeOnDisk()
    {
        try { return new DriveInfo(_folder).AvailableFreeSpace; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException) { return long.MaxValue; } // the quota still holds
    }
}
