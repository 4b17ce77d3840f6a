using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>One record of the audit chain and its bytes. The bytes are what is hashed, stored and sent; they are never written anew.</summary>
/// <remarks>The bytes are one JSON object whose last member is <c>"hash":"..."</c>. The hash is SHA-256 over the bytes without that member and the comma
/// before it. So whoever verifies needs no rules about how JSON is written.</remarks>
public sealed record AuditRecord
{
    /// <summary>What stands in <c>prevHash</c> of the first record.</summary>
    public static readonly string NoHash = new('0', 64);

    private const string Before = ",\"hash\":\"", After = "\"}";
    private const int HashDigits = 64;

    private AuditRecord(AuditMessage message, byte[] bytes) => (Message, Bytes) = (message, bytes);

    public AuditMessage Message { get; }

    /// <summary>UTF-8, without a line end.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <param name="draft">Its hash does not matter.</param>
    public static AuditRecord Seal(AuditMessage draft)
    {
        var open = JsonSerializer.SerializeToUtf8Bytes(draft with { Hash = "" }, TelemetryJson.Default.AuditMessage);
        byte[] hashed = [.. open.AsSpan(0, open.Length - Before.Length - After.Length), (byte)'}'];
        var hash = HashOf(hashed);
        return new(draft with { Hash = hash }, [.. hashed.AsSpan(0, hashed.Length - 1), .. Encoding.ASCII.GetBytes(Before + hash + After)]);
    }

    /// <exception cref="TelemetryFormatException">It is no record, or its hash is not that of its bytes.</exception>
    public static AuditRecord Read(ReadOnlySpan<byte> bytes)
    {
        AuditMessage? message;
        try
        {
            using var document = StrictJson.Parse(bytes.ToArray());
            message = document.Deserialize(TelemetryJson.Default.AuditMessage);
        }
        catch (JsonException e)
        {
            throw new TelemetryFormatException($"no audit record: {e.Message}", e);
        }

        var tail = Before.Length + HashDigits + After.Length;
        if (message is null || bytes.Length <= tail || !bytes[^tail..].SequenceEqual(Encoding.UTF8.GetBytes(Before + message.Hash + After)))
            throw new TelemetryFormatException("no audit record: it does not end with its hash");
        byte[] hashed = [.. bytes[..^tail], (byte)'}'];
        return HashOf(hashed) == message.Hash
            ? new(message, bytes.ToArray())
            : throw new TelemetryFormatException($"{Name(message)} was changed: its hash is {message.Hash[..12]}..., that of its content {HashOf(hashed)[..12]}...");
    }

    public override string ToString() => Name(Message);

    private static string Name(AuditMessage message) =>
        $"record {message.Seq} of epoch {message.Epoch} ('{WireNames.NameOf(message.Action)}' of '{message.Subject}')";

    private static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
