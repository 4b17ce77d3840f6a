namespace SegEdge.Fleet.Store.Sql;

/// <summary>The schema, as the steps that lead to it. A step that was released is never changed; a new one is added.</summary>
internal static class Migrations
{
    /// <summary>Columns of <c>event</c> are those of <see cref="FleetEvent"/>; a test holds them against each other.</summary>
    private const string Records = """
        CREATE TABLE event (
            event_id TEXT NOT NULL PRIMARY KEY, epoch TEXT NOT NULL, seq BIGINT NOT NULL, site TEXT NOT NULL, device TEXT NOT NULL, camera TEXT NOT NULL,
            captured_utc {time} NOT NULL, received_utc {time} NOT NULL, severity TEXT NOT NULL, rule TEXT NOT NULL, class TEXT,
            model TEXT NOT NULL, model_version TEXT NOT NULL, model_sha256 TEXT NOT NULL, provider TEXT NOT NULL, margin {float}, total_ms {double} NOT NULL,
            explanation_status TEXT, explanation_method TEXT, faithfulness {double}, share_inside {float}, share_boundary {float}, share_context {float},
            heat_columns INTEGER, heat_rows INTEGER, heat_sha256 TEXT, card {blob} NOT NULL);
        CREATE INDEX event_captured ON event (captured_utc);
        CREATE INDEX event_received ON event (received_utc);
        CREATE INDEX event_device ON event (site, device, event_id);
        CREATE TABLE blob (sha256 TEXT NOT NULL PRIMARY KEY, content_type TEXT NOT NULL, bytes BIGINT NOT NULL, received_utc {time} NOT NULL);
        CREATE TABLE blob_part (
            event_id TEXT NOT NULL, sha256 TEXT NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL, start INTEGER NOT NULL, body {blob} NOT NULL,
            site TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, content_type TEXT NOT NULL, received_utc {time} NOT NULL,
            PRIMARY KEY (event_id, sha256, part));
        CREATE TABLE expected_blob (
            event_id TEXT NOT NULL, sha256 TEXT NOT NULL, site TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq BIGINT NOT NULL,
            seen_utc {time} NOT NULL, PRIMARY KEY (event_id, sha256));
        CREATE TABLE gap (
            site TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq BIGINT NOT NULL, stream TEXT NOT NULL, lost_epoch TEXT NOT NULL,
            reason TEXT NOT NULL, records BIGINT NOT NULL, bytes BIGINT NOT NULL, json {blob} NOT NULL, received_utc {time} NOT NULL,
            PRIMARY KEY (site, device, epoch, seq));
        CREATE TABLE audit (
            site TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq BIGINT NOT NULL, utc {time} NOT NULL, actor TEXT NOT NULL,
            action TEXT NOT NULL, subject TEXT NOT NULL, json {blob} NOT NULL, received_utc {time} NOT NULL, PRIMARY KEY (site, device, epoch, seq));
        CREATE TABLE device_report (
            site TEXT NOT NULL, device TEXT NOT NULL, kind TEXT NOT NULL, json {blob} NOT NULL, received_utc {time} NOT NULL,
            PRIMARY KEY (site, device, kind));
        CREATE TABLE verdict (
            verdict_id TEXT NOT NULL PRIMARY KEY, event_id TEXT NOT NULL, utc {time} NOT NULL, user_name TEXT NOT NULL, verdict TEXT NOT NULL,
            reason TEXT, class TEXT, shown TEXT NOT NULL, takes_back TEXT);
        CREATE INDEX verdict_event ON verdict (event_id);
        """;

    /// <summary>Numbers above <c>complete_to</c> have a row of their own in <c>arrival</c> until the ledger has moved past them: writers only ever insert, so
    /// several of them never wait for each other.</summary>
    private const string Ledger = """
        CREATE TABLE arrival (
            site TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, stream TEXT NOT NULL, seq BIGINT NOT NULL,
            PRIMARY KEY (site, device, epoch, stream, seq));
        CREATE TABLE named_range (
            site TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, stream TEXT NOT NULL, first_seq BIGINT NOT NULL, last_seq BIGINT NOT NULL,
            reason TEXT NOT NULL, PRIMARY KEY (site, device, epoch, stream, first_seq, last_seq));
        CREATE TABLE sequence (
            site TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, stream TEXT NOT NULL,
            complete_to BIGINT NOT NULL, highest BIGINT NOT NULL, unanswered BIGINT NOT NULL, PRIMARY KEY (site, device, epoch, stream));
        CREATE TABLE hole (
            site TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, stream TEXT NOT NULL, first_seq BIGINT NOT NULL, last_seq BIGINT NOT NULL,
            seen_utc {time} NOT NULL, asks INTEGER NOT NULL, asked_utc {time}, PRIMARY KEY (site, device, epoch, stream, first_seq));
        """;

    /// <summary>Of the embedded store: where in <see cref="BlobPacks"/> a body lies. Covers the question at the start, how far each pack goes.</summary>
    private const string BlobPlaces = """
        CREATE TABLE blob_place (sha256 TEXT NOT NULL PRIMARY KEY, pack INTEGER NOT NULL, start INTEGER NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX blob_place_pack ON blob_place (pack, start, bytes);
        """;

    /// <summary>For those who review: what they may not be shown, and the indexes by which they look. <c>event_kind</c> has the columns of <see cref="QueueKind"/>.</summary>
    private const string Review = """
        CREATE TABLE withheld_blob (sha256 TEXT NOT NULL, verdict_id TEXT NOT NULL, PRIMARY KEY (sha256, verdict_id));
        CREATE INDEX withheld_verdict ON withheld_blob (verdict_id);
        CREATE INDEX verdict_utc ON verdict (utc);
        CREATE INDEX event_kind ON event (site, device, camera, severity, rule, class, explanation_status, model, model_version, event_id);
        """;

    /// <summary>Figures are counted behind the writers, which only note what is not counted yet; so an archive that was there before is counted like a new one.</summary>
    private static readonly string Figures = $$"""
        CREATE TABLE figure (
            level INTEGER NOT NULL, start_hour BIGINT NOT NULL, site TEXT NOT NULL, device TEXT NOT NULL, camera TEXT NOT NULL,
            class TEXT NOT NULL, rule TEXT NOT NULL, model TEXT NOT NULL, model_version TEXT NOT NULL, {{FigureColumns.Declared}},
            PRIMARY KEY (level, start_hour, site, device, camera, class, rule, model, model_version)){clustered};
        CREATE TABLE uncounted_event (event_id TEXT NOT NULL PRIMARY KEY){clustered};
        CREATE TABLE uncounted_verdict (verdict_id TEXT NOT NULL PRIMARY KEY, event_id TEXT NOT NULL);
        CREATE TABLE counted_verdict (event_id TEXT NOT NULL PRIMARY KEY, verdict TEXT NOT NULL){clustered};
        CREATE TABLE camera_newest (site TEXT NOT NULL, device TEXT NOT NULL, camera TEXT NOT NULL, event_id TEXT NOT NULL, PRIMARY KEY (site, device, camera));
        CREATE TABLE counting (one INTEGER NOT NULL PRIMARY KEY);
        INSERT INTO counting (one) VALUES (1);
        INSERT INTO uncounted_event (event_id) SELECT event_id FROM event;
        INSERT INTO uncounted_verdict (verdict_id, event_id) SELECT verdict_id, event_id FROM verdict;
        CREATE INDEX event_heat ON event (site, device, camera, class, model, model_version, event_id, captured_utc, heat_sha256)
            WHERE heat_sha256 IS NOT NULL AND explanation_status = 'ok'
        """;

    /// <summary>Which event has which blob (a blob may be of several), what must stay, and what went.</summary>
    private const string Retention = """
        CREATE TABLE event_blob (sha256 TEXT NOT NULL, event_id TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (sha256, event_id));
        CREATE INDEX event_blob_event ON event_blob (event_id);
        {references};
        CREATE TABLE legal_hold (
            hold_id TEXT NOT NULL PRIMARY KEY, utc {time} NOT NULL, user_name TEXT NOT NULL, reason TEXT NOT NULL, event_id TEXT, site TEXT, device TEXT, camera TEXT, class TEXT,
            rule TEXT, severity TEXT, model TEXT, model_version TEXT, captured_from {time}, captured_to {time}, releases TEXT UNIQUE);
        CREATE TABLE retention (
            run_id TEXT NOT NULL, what TEXT NOT NULL, utc {time} NOT NULL, records BIGINT NOT NULL, bytes BIGINT NOT NULL, before_utc {time} NOT NULL, PRIMARY KEY (run_id, what));
        """;

    /// <summary>What people took with them.</summary>
    private const string Exports = "CREATE TABLE export_record (export_id TEXT NOT NULL PRIMARY KEY, utc {time} NOT NULL, user_name TEXT NOT NULL, kind TEXT NOT NULL, event_id TEXT, selection TEXT, events BIGINT, shown TEXT NOT NULL)";

    private const string SqliteReferences = "INSERT OR IGNORE INTO event_blob (sha256, event_id, kind) SELECT json_extract(b.value, '$.sha256'), e.event_id, json_extract(b.value, '$.kind') "
        + "FROM event e, json_each(CAST(e.card AS TEXT), '$.blobs') b WHERE json_extract(b.value, '$.state') = 'stored' AND json_extract(b.value, '$.sha256') IS NOT NULL";

    private const string PostgresReferences = "INSERT INTO event_blob (sha256, event_id, kind) SELECT b->>'sha256', event_id, b->>'kind' "
        + "FROM event, jsonb_array_elements(convert_from(card, 'UTF8')::jsonb->'blobs') b WHERE b->>'state' = 'stored' AND b->>'sha256' IS NOT NULL ON CONFLICT DO NOTHING";

    /// <summary>What the chain of audit records is checked by, behind the writers. <c>link</c>: see <see cref="SqlAuditCheck"/>.</summary>
    private const string Audits = """
        ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
        ALTER TABLE audit ADD COLUMN prev_hash TEXT NOT NULL DEFAULT '';
        ALTER TABLE audit ADD COLUMN link INTEGER NOT NULL DEFAULT 0;
        {hashes};
        CREATE INDEX audit_hash ON audit (site, device, hash);
        CREATE INDEX audit_prev_hash ON audit (site, device, prev_hash);
        CREATE INDEX audit_link ON audit (site, device, link);
        CREATE TABLE unchecked_audit (site TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (site, device, epoch, seq));
        INSERT INTO unchecked_audit (site, device, epoch, seq) SELECT site, device, epoch, seq FROM audit;
        CREATE TABLE audit_break (
            site TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, seen_utc {time} NOT NULL, json {blob},
            PRIMARY KEY (site, device, epoch, seq, kind));
        """;

    /// <summary>See <see cref="SqlCapturedHours"/>.</summary>
    private const string CapturedHours = """
        CREATE TABLE captured_hour (start_hour BIGINT NOT NULL PRIMARY KEY, first_id TEXT NOT NULL, last_id TEXT NOT NULL);
        INSERT INTO captured_hour (start_hour, first_id, last_id) SELECT {hour}, MIN(event_id), MAX(event_id) FROM event GROUP BY 1;
        """;

    private const string SqliteHour = "CAST(floor(CAST(strftime('%s', captured_utc) AS INTEGER) / 3600.0) AS INTEGER)", PostgresHour = "CAST(floor(extract(epoch FROM captured_utc) / 3600) AS BIGINT)";

    private const string SqliteHashes = "UPDATE audit SET hash = COALESCE(json_extract(CAST(json AS TEXT), '$.hash'), ''), prev_hash = COALESCE(json_extract(CAST(json AS TEXT), '$.prevHash'), '')";

    // json and not jsonb, which refuses a record with \u0000 in a text that nobody reads here.
    private const string PostgresHashes =
        "UPDATE audit SET hash = COALESCE(convert_from(json, 'UTF8')::json->>'hash', ''), prev_hash = COALESCE(convert_from(json, 'UTF8')::json->>'prevHash', '')";

    /// <summary>Version n is reached by step n - 1.</summary>
    private static readonly string[] Steps = [Records, Ledger];

    private static readonly string[] PostgresSteps =
    [
        Records + """

            -- In the database, so that every worker has every blob. They are compressed already.
            CREATE TABLE blob_body (sha256 TEXT NOT NULL PRIMARY KEY, body BYTEA NOT NULL);
            ALTER TABLE blob_body ALTER COLUMN body SET STORAGE EXTERNAL;
            """,
        Ledger,
        Review,
        Retention.Replace("{references}", PostgresReferences, StringComparison.Ordinal),
    ];

    public static IReadOnlyList<string> Sqlite { get; } =
        [.. Steps.Select(step => Typed(step, "TEXT", "BLOB", "REAL", "REAL")), "CREATE TABLE exported_hour (hour TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
            Typed(Review, "TEXT", "BLOB", "REAL", "REAL"), BlobPlaces,
            Typed(Retention.Replace("{references}", SqliteReferences, StringComparison.Ordinal), "TEXT", "BLOB", "REAL", "REAL"), Typed(Figures, "TEXT", "BLOB", "REAL", "REAL", " WITHOUT ROWID"),
            Typed(Exports, "TEXT", "BLOB", "REAL", "REAL"),
            Typed(Audits.Replace("{hashes}", SqliteHashes, StringComparison.Ordinal), "TEXT", "BLOB", "REAL", "REAL"), CapturedHours.Replace("{hour}", SqliteHour, StringComparison.Ordinal)];

    public static IReadOnlyList<string> Postgres { get; } =
        [.. PostgresSteps.Append(Figures).Append(Exports).Append(Audits.Replace("{hashes}", PostgresHashes, StringComparison.Ordinal))
            .Append(CapturedHours.Replace("{hour}", PostgresHour, StringComparison.Ordinal)).Select(step => Typed(step, "TIMESTAMPTZ", "BYTEA", "REAL", "DOUBLE PRECISION"))];

    private static string Typed(string sql, string time, string blob, string single, string real, string clustered = "") => sql
        .Replace("{clustered}", clustered, StringComparison.Ordinal)
        .Replace("{time}", time, StringComparison.Ordinal)
        .Replace("{blob}", blob, StringComparison.Ordinal)
        .Replace("{float}", single, StringComparison.Ordinal)
        .Replace("{double}", real, StringComparison.Ordinal);
}
