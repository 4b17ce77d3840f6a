using System.Security.Cryptography;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>A mask, heat map or picture on its way out. The body is not copied: the caller gives it away.</summary>
public sealed class OutboxBlob
{
    /// <summary>4 MB: what a receiver will put together from parts.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    public OutboxBlob(BlobKind kind, string contentType, ReadOnlyMemory<byte> body, string? head = null)
    {
        if (kind == BlobKind.Other) throw new ArgumentException("Kind is 'other'; expected mask, heat, thumb or frame.", nameof(kind));
        (Kind, ContentType, Body, Head) = (kind, contentType, body, head);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(body.Span));
    }

    public BlobKind Kind { get; }

    public string ContentType { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The head a mask belongs to, where a model has several.</summary>
    public string? Head { get; }

    /// <summary>64 lower-case hex digits; an explanation's <c>heat</c> quotes it.</summary>
    public string Sha256 { get; }

    internal BlobInfo Describe(bool kept) => new()
    {
        Kind = Kind,
        Head = Head,
        Sha256 = Sha256,
        Bytes = Body.Length,
        Type = ContentType,
        State = kept ? BlobState.Stored : BlobState.Dropped,
    };
}
