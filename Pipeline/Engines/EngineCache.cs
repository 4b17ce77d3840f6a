using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SegEdge.Pipeline.Engines;

/// <summary>Engines on disk, a folder for each <see cref="EngineKey"/>. A folder has its final name only when all of it is there; what a killed
/// builder left has another, and goes with the next build.</summary>
/// <remarks>Beside the engines: <c>KEY.lock</c>, held while one is built; <c>KEY.history.json</c>; <c>quarantine/</c>, the last engine of each key that did not
/// load; <c>timing/</c>, TensorRT's timing cache.</remarks>
/// <param name="folder">Made when first needed.</param>
internal sealed class EngineCache(string folder)
{
    private const string Building = ".building-";
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    public string Folder => folder;

    public string TimingFolder => Path.Combine(folder, "timing");

    public string FolderOf(EngineKey key) => Path.Combine(folder, key.Name);

    /// <summary>The engine of a key, its files verified. One that was changed is quarantined.</summary>
    /// <returns>Null where there is none that can be loaded.</returns>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public EngineEntry? Find(EngineKey key)
    {
        var place = FolderOf(key);
        if (!Directory.Exists(place)) return null;
        var sidecar = Read(Path.Combine(place, EngineSidecar.FileName), EngineJson.Default.EngineSidecar);
        var fault = sidecar is null ? $"{EngineSidecar.FileName} is missing or unreadable"
            : sidecar.Key != key ? $"{EngineSidecar.FileName} is of another engine"
            : EngineEntry.Difference(sidecar.Files, EngineEntry.HashesOf(place));
        if (fault is null) return new EngineEntry(place, sidecar!);
        Quarantine(key, fault);
        return null;
    }

    public EngineHistory History(EngineKey key) => Read(HistoryPath(key), EngineJson.Default.EngineHistory) ?? new EngineHistory();

    /// <summary>Sets an engine aside that cannot be used, and remembers why. The last one is kept for whoever wants to know.</summary>
    public void Quarantine(EngineKey key, string reason)
    {
        var aside = Path.Combine(folder, "quarantine", key.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
        try
        {
            if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
            Directory.Move(FolderOf(key), aside);
            if (Read(Path.Combine(aside, EngineSidecar.FileName), EngineJson.Default.EngineSidecar) is { } sidecar)
                Write(Path.Combine(aside, EngineSidecar.FileName), sidecar with { Verdict = EngineVerdict.Quarantined, Reason = reason }, EngineJson.Default.EngineSidecar);
        }
        catch (DirectoryNotFoundException) // expected: another process set it aside, and counted it
        {
            return;
        }
        Failed(key, reason);
    }

    /// <summary>Counts a build or an engine that did not work.</summary>
    public void Failed(EngineKey key, string reason) => Remember(key, h => h with { Failures = h.Failures + 1, LastFailure = reason });

    /// <summary>It was loaded and its masks are right: earlier failures no longer count.</summary>
    public void Proven(EngineEntry entry)
    {
        if (entry.Sidecar.Verdict == EngineVerdict.Proven) return;
        Write(Path.Combine(entry.Folder, EngineSidecar.FileName), entry.Sidecar with { Verdict = EngineVerdict.Proven }, EngineJson.Default.EngineSidecar);
        Forgive(entry.Sidecar.Key);
    }

    /// <summary>Earlier failures no longer count.</summary>
    public void Forgive(EngineKey key)
    {
        if (History(key).Failures > 0) Remember(key, h => h with { Failures = 0 });
    }

    /// <summary>Waits until nobody else builds this key. The system lets go of it when its owner dies, however it dies.</summary>
    public FileStream Lock(EngineKey key, CancellationToken stopping)
    {
        Directory.CreateDirectory(folder);
        while (true)
            try
            {
                return new FileStream(Path.Combine(folder, $"{key.Name}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!stopping.IsCancellationRequested) // expected: held by another process
            {
                if (stopping.WaitHandle.WaitOne(BetweenTries)) stopping.ThrowIfCancellationRequested();
            }
    }

    /// <summary>An empty folder to build in, once what earlier builders of this key left is gone. Only whoever holds the lock may call it.</summary>
    public string NewWorkFolder(EngineKey key)
    {
        foreach (var left in Directory.EnumerateDirectories(folder, $"{Building}{key.Name}-*")) Directory.Delete(left, recursive: true);
        Directory.CreateDirectory(TimingFolder);
        return Directory.CreateDirectory(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Building}{key.Name}-{Environment.ProcessId}"))).FullName;
    }

    /// <summary>Makes of a work folder the engine of its key. Only whoever holds the lock may call it.</summary>
    /// <exception cref="IOException">Nothing was built, or it cannot be written.</exception>
    public EngineEntry Install(string workFolder, EngineKey key, TimeSpan took, DateTimeOffset now)
    {
        var files = EngineEntry.HashesOf(workFolder);
        if (files.Count == 0) throw new IOException($"{workFolder}: the builder ended well and left no engine.");
        var sidecar = new EngineSidecar(key, files, now, took.TotalSeconds, EngineVerdict.Built);
        Write(Path.Combine(workFolder, EngineSidecar.FileName), sidecar, EngineJson.Default.EngineSidecar);
        DurableFiles.Install(workFolder, FolderOf(key));
        Remember(key, h => h with { LastBuildSeconds = took.TotalSeconds });
        return new EngineEntry(FolderOf(key), sidecar);
    }

    private void Remember(EngineKey key, Func<EngineHistory, EngineHistory> change) => Write(HistoryPath(key), change(History(key)), EngineJson.Default.EngineHistory);

    private string HistoryPath(EngineKey key) => Path.Combine(folder, $"{key.Name}.history.json");

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type) => DurableFiles.Replace(path, JsonSerializer.SerializeToUtf8Bytes(value, type));

    // Whatever cannot be read is not there: an engine is built again, which costs minutes, and never loaded on a guess.
    private static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
