using System.Security.Cryptography;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>The public keys whose commands are obeyed, by their ids. Fixed while the device runs.</summary>
public sealed class CommandKeys : IDisposable
{
    private readonly Dictionary<string, ECDsa> _keys = [];

    /// <summary>No key: every command is refused.</summary>
    public static CommandKeys None { get; } = new();

    public IReadOnlyCollection<string> Ids => _keys.Keys;

    /// <param name="folder">Files <c>{kid}.pem</c>, each with one public key on P-256 (<c>-----BEGIN PUBLIC KEY-----</c>).</param>
    /// <exception cref="TelemetryFormatException">A file holds none; names it.</exception>
    /// <exception cref="IOException">The folder or a file cannot be read.</exception>
    public static CommandKeys Load(string folder)
    {
        var keys = new CommandKeys();
        foreach (var file in Directory.GetFiles(folder, "*.pem").Order(StringComparer.Ordinal))
        {
            try { keys.Add(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)); }
            catch (Exception e) when (e is TelemetryFormatException or ArgumentException or CryptographicException)
            {
                keys.Dispose();
                throw new TelemetryFormatException($"Command key '{file}': {e.Message} Expected {{key id}}.pem with a public key on P-256.", e);
            }
        }

        return keys;
    }

    /// <exception cref="TelemetryFormatException">No public key on P-256, or a private one.</exception>
    /// <exception cref="ArgumentException">The id is none, or there already.</exception>
    public void Add(string keyId, string pem)
    {
        Topics.CheckId(keyId, "key");
        // A private key here would be one that an intruder of the device could command the others with.
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) throw new TelemetryFormatException("It holds a private key, which belongs to who gives commands.");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
                throw new TelemetryFormatException($"It holds a key of {key.KeySize} bits on another curve.");
            _keys.Add(keyId, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public ECDsa? Find(string keyId) => _keys.GetValueOrDefault(keyId);

    public void Dispose()
    {
        foreach (var key in _keys.Values) key.Dispose();
        _keys.Clear();
    }
}
