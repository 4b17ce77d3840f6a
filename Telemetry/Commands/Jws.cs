using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.Telemetry;

/// <summary>A JSON Web Signature in compact form, of the one kind that is taken: ES256 by a key that its id names (RFC 7515, RFC 7518 3.4).</summary>
/// <remarks>The header may hold <c>alg</c>, <c>kid</c> and <c>typ</c> and nothing else: no key in the message, no address to fetch one from, no
/// extension. Encodings that decode to the same bytes are refused, so that one signature is one text. Decision 0015.</remarks>
public sealed class Jws
{
    /// <summary>Bytes of the whole text.</summary>
    public const int MostBytes = 8 * 1024;

    private const string Algorithm = "ES256";
    private const int SignatureBytes = 64; // r and s of P-256

    private readonly byte[] _signed, _signature;

    private Jws(string keyId, byte[] signed, byte[] payload, byte[] signature) => (KeyId, _signed, Payload, _signature) = (keyId, signed, payload, signature);

    /// <summary>Says which key it claims to be of; nothing is proved before <see cref="IsSignedBy"/>.</summary>
    public string KeyId { get; }

    public ReadOnlyMemory<byte> Payload { get; }

    /// <exception cref="TelemetryFormatException">It is no such text; says what was found.</exception>
    public static Jws Read(ReadOnlySpan<byte> text)
    {
        if (text.Length > MostBytes) throw new TelemetryFormatException($"JWS of {text.Length} bytes, expected at most {MostBytes}.");
        var first = text.IndexOf((byte)'.');
        var second = first < 0 ? -1 : text[(first + 1)..].IndexOf((byte)'.') + first + 1;
        if (first < 0 || second <= first || text[(second + 1)..].Contains((byte)'.'))
            throw new TelemetryFormatException("No JWS in compact form: expected three parts with two dots between them.");
        var keyId = KeyIdOf(Decode(text[..first], "header"));
        var signature = Decode(text[(second + 1)..], "signature");
        if (signature.Length != SignatureBytes)
            throw new TelemetryFormatException($"Signature of {signature.Length} bytes, expected {SignatureBytes} (r and s of ES256).");
        return new(keyId, text[..second].ToArray(), Decode(text[(first + 1)..second], "payload"), signature);
    }

    /// <param name="key">Public key on P-256.</param>
    public bool IsSignedBy(ECDsa key) => key.VerifyData(_signed, _signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <param name="key">Private key on P-256.</param>
    /// <returns>The text, ASCII.</returns>
    public static byte[] Sign(ECDsa key, string keyId, ReadOnlySpan<byte> payload)
    {
        var header = Encoding.UTF8.GetBytes($$"""{"alg":"{{Algorithm}}","kid":{{JsonSerializer.Serialize(keyId, Contract.TelemetryJson.Default.String)}}}""");
        var signed = Encoding.ASCII.GetBytes($"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}");
        var signature = key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return [.. signed, (byte)'.', .. Encoding.ASCII.GetBytes(Base64Url.EncodeToString(signature))];
    }

    private static string KeyIdOf(byte[] header)
    {
        using var document = Parse(header, "header");
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new TelemetryFormatException("JWS header: expected an object.");
        string? algorithm = null, keyId = null;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            // By their bytes: half a surrogate pair is JSON, but no text that could be read.
            var name = member.NameEquals("alg"u8) ? "alg" : member.NameEquals("kid"u8) ? "kid" : member.NameEquals("typ"u8) ? "typ" : null;
            if (name is null) throw new TelemetryFormatException("JWS header: it has another member than alg, kid and typ.");
            if (member.Value.ValueKind != JsonValueKind.String) throw new TelemetryFormatException($"JWS header: '{name}' is no text.");
            if (name == "alg") algorithm = Text(member.Value);
            if (name == "kid") keyId = Text(member.Value);
        }

        if (algorithm != Algorithm) throw new TelemetryFormatException($"JWS header: alg is '{Short(algorithm)}', expected {Algorithm}.");
        return Contract.Topics.IsId(keyId)
            ? keyId
            : throw new TelemetryFormatException($"JWS header: kid is '{Short(keyId)}', expected 1 to 64 of A-Z a-z 0-9 _ . : -");
    }

    /// <exception cref="TelemetryFormatException">No JSON that can be read in one way only.</exception>
    internal static JsonDocument Parse(ReadOnlyMemory<byte> json, string what)
    {
        try { return StrictJson.Parse(json); }
        catch (JsonException e) { throw new TelemetryFormatException($"JWS {what}: {e.Message}", e); }
    }

    private static string Text(JsonElement value)
    {
        try { return value.GetString()!; }
        catch (InvalidOperationException e) { throw new TelemetryFormatException("JWS header: half a surrogate pair.", e); }
    }

    private static byte[] Decode(ReadOnlySpan<byte> text, string part)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        var status = Base64Url.DecodeFromUtf8(text, bytes, out var read, out var written);
        // White space, padding and loose last bits decode too; only the one canonical text is taken.
        if (status != OperationStatus.Done || read != text.Length || !Base64Url.EncodeToUtf8(bytes.AsSpan(0, written)).AsSpan().SequenceEqual(text))
            throw new TelemetryFormatException($"JWS {part} is not in base64url without padding.");
        return bytes[..written];
    }

    private static string Short(string? text) => text is { Length: > 32 } ? text[..32] + "..." : text ?? "absent";
}
