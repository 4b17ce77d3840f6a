using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Models.Signing;

/// <summary>A DSSE v1 envelope: bytes, their type, and signatures (ECDSA P-256, SHA-256, DER) over both as they stand, so that nothing has to be put
/// into a canonical form, or parsed, before it can be trusted.</summary>
/// <param name="Payload">Base64.</param>
internal sealed record SealEnvelope(string Payload, string PayloadType, IReadOnlyList<SealEnvelope.Signature> Signatures)
{
    public static SealEnvelope Sign(byte[] payload, string type, string keyId, ECDsa key)
    {
        var signature = key.SignData(Authenticated(payload, type), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new SealEnvelope(Convert.ToBase64String(payload), type, [new Signature(keyId, Convert.ToBase64String(signature))]);
    }

    /// <exception cref="JsonException">No envelope of this form.</exception>
    public static SealEnvelope Parse(byte[] text) => JsonSerializer.Deserialize(text, SealJson.Default.SealEnvelope) ?? throw new JsonException("it holds 'null'");

    /// <returns>The payload, and the key that signed it.</returns>
    /// <exception cref="ModelException">No signature of a trusted key, or one that does not fit.</exception>
    /// <exception cref="JsonException">The type is another.</exception>
    /// <exception cref="FormatException">No base64.</exception>
    public (byte[] Payload, string KeyId) Open(string type, IReadOnlyDictionary<string, ECDsa> keys)
    {
        if (PayloadType != type) throw new JsonException($"it signs '{PayloadType}', expected '{type}'");
        if (Signatures.FirstOrDefault(s => s is not null && keys.ContainsKey(s.KeyId)) is not { } signature)
            throw new ModelException($"signed with {string.Join(", ", Signatures.Select(s => $"'{s?.KeyId}'"))}, expected one of the trusted keys "
                + $"({string.Join(", ", keys.Keys)}). Have it signed by one of them, or add its key to Model:Trust:Keys.");
        var payload = Convert.FromBase64String(Payload);
        return keys[signature.KeyId].VerifyData(
            Authenticated(payload, type), Convert.FromBase64String(signature.Sig), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
            ? (payload, signature.KeyId)
            : throw new ModelException($"the signature of '{signature.KeyId}' does not fit what it signs: it was changed or damaged. Copy the model again.");
    }

    public override string ToString() => JsonSerializer.Serialize(this, SealJson.Default.SealEnvelope) + "\n";

    // What is signed names its own type and lengths, so that no two readings of the bytes are possible.
    private static byte[] Authenticated(byte[] payload, string type) =>
        [.. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(type)} {type} {payload.Length} "), .. payload];

    internal sealed record Signature([property: JsonPropertyName("keyid")] string KeyId, string Sig);
}
