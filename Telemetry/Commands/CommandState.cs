using System.Text.Json;
using System.Text.Json.Serialization;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>What must not be forgotten about commands: the last counter of each key, and whether a pause is in force.</summary>
/// <remarks>One small file, replaced as a whole and flushed before a command runs. One that cannot be read is not replaced: then no command is
/// taken, since none could be told from an old one.</remarks>
public sealed partial class CommandState
{
    private readonly string? _path;
    private readonly string? _damage;
    private Stored _stored = new();

    /// <param name="path">Null: in memory, so that a restart forgets it.</param>
    public CommandState(string? path)
    {
        _path = path;
        if (path is null || !File.Exists(path)) return;
        try
        {
            _stored = JsonSerializer.Deserialize(File.ReadAllBytes(path), StoredJson.Default.Stored) ?? throw new JsonException("It holds null.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            _damage = $"'{path}' cannot be read: {e.Message} Delete it once no old command can be on its way any more, and start again.";
        }
    }

    /// <summary>Why no counter can be trusted; null when all is well.</summary>
    public string? Damage => _damage;

    /// <summary>Survives a restart.</summary>
    public bool IsDurable => _path is not null;

    /// <summary>Null while nothing is paused.</summary>
    public PauseScope? Paused => _stored.Paused;

    public long LastCounter(string keyId) => _stored.Counters.GetValueOrDefault(keyId);

    /// <summary>On return it will be remembered.</summary>
    /// <exception cref="IOException">It could not be written, and nothing has changed.</exception>
    public void Count(string keyId, long counter) => Replace(_stored with { Counters = new(_stored.Counters) { [keyId] = counter } });

    /// <exception cref="IOException">It could not be written, and nothing has changed.</exception>
    public void Pause(PauseScope? scope) => Replace(_stored with { Paused = scope });

    private void Replace(Stored next)
    {
        if (_path is not null) DurableFile.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(next, StoredJson.Default.Stored));
        _stored = next;
    }

    internal sealed record Stored
    {
        public Dictionary<string, long> Counters { get; init; } = [];

        public PauseScope? Paused { get; init; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Stored))]
    internal sealed partial class StoredJson : JsonSerializerContext;
}
