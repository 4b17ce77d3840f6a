using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Exports;

/// <summary>Events with all that says where they come from and what was made of them, in a zip that standard tools check. One blob is in memory at a time.</summary>
internal sealed class AuditPack(IEventSource events, IExportContext exports, TimeProvider time)
{
    private const string Format = "segedge-audit-pack";
    private const int Version = 1;

    /// <summary>Of a pack. More is an archive: for that there are Parquet files and the store itself.</summary>
    public const int MostEvents = 500;

    private readonly Dictionary<string, string> _names = [];
    private readonly HashSet<string> _blobs = [];
    private readonly List<PackAbsence> _absent = [];
    private PackWriter _pack = null!;

    /// <param name="selection">For a person: what was chosen.</param>
    public async Task SendAsync(HttpContext context, string fileName, IReadOnlyList<ExportedFrame> frames, string selection, string? user)
    {
        var (now, ct) = (time.GetUtcNow(), context.RequestAborted);
        Download.Begin(context, fileName, "application/zip");
        await using (_pack = await PackWriter.BeginAsync(context.Response.BodyWriter, now, ct))
        {
            foreach (var frame in frames) await AddFrameAsync(frame, user, ct);
            foreach (var device in frames.GroupBy(frame => (frame.Card.Site, frame.Card.Device)))
                foreach (var entry in await exports.DeviceEvidenceAsync([.. device.Select(frame => frame.Card)], ct))
                    await AddAsync($"devices/{NameOf($"{device.Key.Site}/{device.Key.Device}")}/", entry, ct);
            var manifest = new PackManifest(Format, Version, now, user, exports.Origin, SoftwareVersion.Text, selection, [.. frames.Select(frame => frame.Card.EventId)], [.. _pack.Files], _absent);
            var readme = PackReadme.Of(manifest, hasEvidence: frames[0].Item.Review is not null);
            await _pack.AddAsync(new("README.txt", Encoding.UTF8.GetBytes(readme), PackEntry.Text), ct);
            await _pack.AddAsync(new("manifest.json", JsonSerializer.SerializeToUtf8Bytes(manifest with { Files = [.. _pack.Files] }, ExportJson.Default.PackManifest), PackEntry.Json), ct);
            await _pack.AddHashesAsync(ct);
        }
    }

    private async Task AddFrameAsync(ExportedFrame frame, string? user, CancellationToken ct)
    {
        foreach (var entry in await exports.EventEvidenceAsync(frame.Item, user, ct)) await AddAsync($"events/{NameOf(frame.Card.EventId)}/", entry, ct);
        var named = frame.Card.Blobs.Select(blob => (blob.Kind, blob.Sha256))
            .Concat(frame.Card.Explanations.Where(one => one.Heat is not null).Select(one => (Kind: BlobKind.Heat, Sha256: one.Heat))).DistinctBy(one => (one.Kind, one.Sha256));
        foreach (var (kind, sha256) in named)
        {
            if (sha256 is not null && _blobs.Contains(sha256)) continue;
            var found = sha256 is not null && frame.Item.BlobsHere.Contains(sha256) ? await events.FindBlobAsync(sha256, ct) : null;
            var why = found is null ? frame.Absence(kind) : Convert.ToHexStringLower(SHA256.HashData(found.Bytes.Span)) != sha256 ? "its bytes are not what its hash says: damaged in the archive" : null;
            if (why is not null)
            {
                _absent.Add(new(frame.Card.EventId, WireNames.NameOf(kind), sha256, why));
                continue;
            }

            _blobs.Add(sha256!);
            var (ending, type) = EndingOf(found!.ContentType);
            await _pack.AddAsync(new($"blobs/{sha256}{ending}", found.Bytes, type), ct);
        }
    }

    private Task AddAsync(string folder, PackEntry entry, CancellationToken ct) => _pack.AddAsync(entry with { Path = folder + entry.Path }, ct);

    // Two ids must not become one folder.
    private string NameOf(string id) => SafeName.Of(id, _names);

    private static (string Ending, string Type) EndingOf(string type) => type switch
    {
        ContentTypes.Jpeg => (".jpg", type),
        ContentTypes.Png => (".png", type),
        ContentTypes.Heat => (".sgh", type),
        _ => (".bin", "application/octet-stream"),
    };
}
