using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MQTTnet;
using MQTTnet.Protocol;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Hub;

/// <summary>Makes the signed commands of a hub. Each worker needs a key of its own: the numbers of one key must rise at every device. Not thread-safe.</summary>
/// <param name="key">Private, on P-256.</param>
/// <param name="keyId">The name of the public key at the devices.</param>
/// <param name="folder">Where the counter is kept.</param>
public sealed class CommandSigner(ECDsa key, string keyId, string folder, TimeProvider time)
{
    /// <summary>Bytes of arguments that surely fit a JWS of 8 kB: base64url takes a third more, the other claims some 300.</summary>
    internal const int MostArgumentBytes = 5500;

    private const int LifeS = 30;

    private readonly CommandCounter _counter = new(Path.Combine(folder, $"{keyId}.counter"), time);

    public string KeyId => keyId;

    /// <exception cref="IOException">The counter cannot be written.</exception>
    public MqttApplicationMessage Sign<T>(string site, string device, CommandName name, T arguments, JsonTypeInfo<T> type)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new CommandClaims
        {
            Aud = $"{site}/{device}",
            Cmd = WireNames.NameOf(name),
            Iat = now,
            Exp = now + LifeS,
            Jti = Ulid.NewUlid(time.GetUtcNow()).ToString(),
            Ctr = _counter.Next(),
            Args = JsonSerializer.SerializeToElement(arguments, type),
        };
        return new()
        {
            Topic = new Topics(site, device).Command(name),
            ContentType = ContentTypes.Jose,
            Payload = new(Jws.Sign(key, keyId, JsonSerializer.SerializeToUtf8Bytes(claims, TelemetryJson.Default.CommandClaims))),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            MessageExpiryInterval = LifeS,
        };
    }
}
