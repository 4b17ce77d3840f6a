using System.Text.Json;
using System.Text.RegularExpressions;

namespace SegEdge.EdgeHost.Hub;

/// <summary>The accounts in a file that only its owner reads. A running hub sees what <c>segedge hub users</c> changes with the next request.</summary>
internal sealed partial class HubAccounts(string path)
{
    private readonly Lock _gate = new();
    private (DateTime Written, long Bytes) _read;
    private IReadOnlyDictionary<string, HubAccount> _accounts = new Dictionary<string, HubAccount>();

    public string Path => path;

    public bool IsEmpty => Current().Count == 0;

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

    // Whoever cannot be read lets nobody in; a file that is broken while the hub runs leaves those who were in it before.
    private IReadOnlyDictionary<string, HubAccount> Current()
    {
        lock (_gate)
        {
            var file = new FileInfo(path);
            var now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
            if (now == _read) return _accounts;
            try
            {
                _accounts = Load();
            }
            catch (IOException)
            {
                return _accounts; // expected: it is just being replaced; the next request looks again
            }
            _read = now;
            return _accounts;
        }
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

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$")]
    private static partial Regex NameForm();
}
