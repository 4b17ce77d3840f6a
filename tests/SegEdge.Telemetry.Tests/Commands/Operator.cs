using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Commands;

/// <summary>Somebody with a key who makes commands, good ones unless told otherwise.</summary>
internal sealed class Operator : IDisposable
{
    private readonly TimeProvider _time;
    private long _counter;

    public Operator(string keyId = "hub-1", TimeProvider? time = null) => (KeyId, _time) = (keyId, time ?? TimeProvider.System);

    public string KeyId { get; }

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string PublicPem => Key.ExportSubjectPublicKeyInfoPem();

    public CommandKeys Pinned()
    {
        var keys = new CommandKeys();
        keys.Add(KeyId, PublicPem);
        return keys;
    }

    public CommandClaims Claims(CommandName name, JsonNode? args = null, DeviceIdentity? to = null)
    {
        to ??= Some.Identity();
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        return new()
        {
            Aud = $"{to.Site}/{to.Device}",
            Cmd = WireNames.NameOf(name),
            Iat = now,
            Exp = now + 30,
            Jti = Ulid.NewUlid().ToString(),
            Ctr = ++_counter,
            Args = args is null ? null : JsonSerializer.SerializeToElement(args),
        };
    }

    public byte[] Sign(CommandClaims claims) => Jws.Sign(Key, KeyId, JsonSerializer.SerializeToUtf8Bytes(claims, TelemetryJson.Default.CommandClaims));

    public byte[] Sign(CommandName name, JsonNode? args = null, DeviceIdentity? to = null) => Sign(Claims(name, args, to));

    /// <summary>As it would come off the wire.</summary>
    public static CommandEnvelope Envelope(CommandName name, byte[] body) =>
        new(WireNames.NameOf(name), body, ContentTypes.Jose, Retained: false, ExpiryS: 30, ResponseTopic: null, CorrelationData: null);

    public void Dispose() => Key.Dispose();
}
