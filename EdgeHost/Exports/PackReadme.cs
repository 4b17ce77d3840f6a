namespace SegEdge.EdgeHost.Exports;

/// <summary><c>README.txt</c> of an audit pack.</summary>
internal static class PackReadme
{
    /// <param name="hasEvidence">A hub's pack; a device has neither reviews nor a ledger.</param>
    public static string Of(PackManifest manifest, bool hasEvidence) => $"""
        SegEdge audit pack: {manifest.Selection}
        {manifest.Events.Count} event(s), made {manifest.CreatedUtc:u} by {manifest.CreatedBy ?? "nobody who signed in"} from {manifest.Origin}, segedge {manifest.Software}.

        IS IT WHOLE AND UNCHANGED?

            sha256sum -c SHA256SUMS

        in the folder where this file lies (macOS: shasum -a 256 -c SHA256SUMS). SHA256SUMS lists every other file, manifest.json too. Whoever could change files could write
        new hashes as well: keep the hash of SHA256SUMS, or of the zip, apart from the pack (sha256sum SHA256SUMS) if that is a question. The pack is not signed.

        WHAT IS IN IT

        manifest.json                    who, when, what was chosen; every file with bytes, SHA-256 and media type; what an event names and is not here, and why ("absent")
        events/EVENT/event.json          the device's message about the frame, {(hasEvidence ? "byte for byte as it came" : "as it came but for white space")}
        blobs/SHA256.*                   pictures (.jpg), masks (.png, pixel = class number) and heat maps (.sgh); a file's name is the SHA-256 that the event names it by
        {(hasEvidence ? Evidence : "A device keeps no reviews and no ledger: a hub's pack has those.\n")}
        An explanation says where the model looked, not why that is so. One whose status is stale, untrusted or skipped is no explanation to rely on.
        The formats are those of the message contract (docs/contract) and of docs/hub.md.

        """;

    private const string Evidence = """
        events/EVENT/verdicts.json       what people said, in order, also what was taken back ("takesBack"), with the layers that were on the screen ("shown")
        devices/SITE_DEVICE/birth.json   what the device last said of itself: model, classes, signature
        devices/SITE_DEVICE/ledger.json  how far its records were accounted for when this was made: complete to which number, named lost, unanswered, holes
        devices/SITE_DEVICE/gaps.ndjson  what it named as lost, one message a line, the newest first
        devices/SITE_DEVICE/audit-EPOCH.ndjson
                                         its audit chain without a break, from the start under which the frames were made to the first record, and the first signature, behind them,
                                         and to the last that names one of the events. A line's "hash" covers its bytes without the member "hash"; its "prevHash" is the "hash" of the
                                         line before: a line that was changed, taken out or put in shows. segedge audit verify checks the whole chain on the device.

        """;
}
