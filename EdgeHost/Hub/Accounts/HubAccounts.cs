using System.Text.Json;
using System.Text.RegularExpressions;

namespace SegEdge.EdgeHost.Hub;

/// <summary>The accounts in a file that only its owner reads. A running hub sees what <c>segedge hub users</c> changes with the next request; a file that breaks
/// while it runs leaves those in who were in it before.</summary>
/// <param name="log">Told once of each thing that is wrong with the file.</param>
internal sealed partial class HubAccounts(string path, ILogger<HubAccounts>? log = null)
{
    private readonly Lock _gate = new();
    private (DateTime Written, long Bytes) _read;
    private Dictionary<string, HubAccount> _accounts = [];
    private string? _problem;

    public string Path => path;

    public bool IsEmpty => Current().Count == 0;

    /// <summary>What is wrong with the file as it is now, and what to do; null where it is read.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate)
            {
                Current();
                return _problem;
            }
        }
    }

    public IReadOnlyList<HubAccount> All => [.. Current().Values.OrderBy(account => account.Name, StringComparer.Ordinal)];

    public HubAccount? Find(string name) => Current().GetValueOrDefault(name);

    public static bool IsName(string? name) => name is not null && NameForm().IsMatch(name);

    /// <summary>Changes the file as a whole: who is killed half way leaves the old one.</summary>
    /// <exception cref="IOException">It cannot be written, or somebody else changes it now.</exception>
    public void Change(Func<IReadOnlyDictionary<string, HubAccount>, IEnumerable<HubAccount>> change)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        using var alone = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        var json = JsonSerializer.SerializeToUtf8Bytes(change(Load()).ToArray(), HubJson.Default.HubAccountArray);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path + ".new", options))
        {
            file.Write(json);
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
    }

    private Dictionary<string, HubAccount> Current()
    {
        lock (_gate)
        {
            var file = new FileInfo(path);
            var now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
            if (now == _read) return _accounts;
            try
            {
                _accounts = Load();
                (_read, _problem) = (now, null);
            }
            catch (UsageException e)
            {
                _read = now; // until somebody writes it, it stays broken
                Note(e.Message);
            }
            catch (UnauthorizedAccessException e) // looked at again each time: rights change, and the file's time does not
            {
                Note($"{path}: cannot be read: {e.Message} Give it to the user that the hub runs as.");
            }
            catch (IOException) { } // expected: it is just being replaced; the next request looks again
            return _accounts;
        }
    }

    private void Note(string problem)
    {
        if (problem == _problem) return;
        _problem = problem;
        if (log is not null) LogBroken(log, problem, _accounts.Count);
    }

    /// <exception cref="UsageException">It is no file of accounts.</exception>
    private Dictionary<string, HubAccount> Load()
    {
        if (!File.Exists(path)) return [];
        try
        {
            var found = JsonSerializer.Deserialize(File.ReadAllBytes(path), HubJson.Default.HubAccountArray) ?? [];
            return found.ToDictionary(account => account.Name, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NullReferenceException)
        {
            throw new UsageException($"{path}: is no file of accounts: {e.Message} Restore it, or delete it and add the accounts again with 'segedge hub users add'.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem} Until then the accounts of before count: {Accounts}.")]
    private static partial void LogBroken(ILogger log, string problem, int accounts);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$")]
    private static partial Regex NameForm();
}
