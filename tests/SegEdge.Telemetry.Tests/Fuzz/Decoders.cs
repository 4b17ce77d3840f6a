using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Fuzz;

/// <summary>Every decoder of what comes from outside, with inputs to start from.</summary>
internal static class Decoders
{
    // JSON of at most 16 kB becomes objects, texts and messages of exceptions.
    private const long Small = 4 << 20;

    private static readonly CommandDesk Desk = DeskWithRecords();

    public static IReadOnlyList<Decoder> All { get; } =
    [
        Make<TelemetryFormatException>("jws", Signed(), bytes => Jws.Read(bytes)),
        Make<CommandException>("claims", Samples("cmd"), bytes => CommandGuard.ReadClaims(bytes)),
        Handled(CommandName.Receipt),
        Handled(CommandName.Resend),
        Handled(CommandName.Pause),
        Handled(CommandName.Erase),
        Make<CommandException>("live", Arguments(CommandName.Live), bytes => Command(CommandName.Live, bytes)?.Arguments(TelemetryJson.Default.LiveArguments)),
        Make<CommandException>("config", Arguments(CommandName.Config), bytes => Command(CommandName.Config, bytes)?.Arguments(TelemetryJson.Default.ConfigArguments)),
        Make<TelemetryFormatException>("audit", Samples("audit"), bytes => AuditRecord.Read(bytes)),
        Json("event", TelemetryJson.Default.EventMessage),
        Json("gap", TelemetryJson.Default.GapMessage),
        Json("birth", TelemetryJson.Default.BirthMessage),
        Json("state", TelemetryJson.Default.StateMessage),
        Json("connection", TelemetryJson.Default.ConnectionMessage),
        Json("result", TelemetryJson.Default.CommandResult),
        Json("review", TelemetryJson.Default.ReviewClaims),
        // 512 x 512 cells as bytes, as floats, and inflated.
        Make<TelemetryFormatException>("heat", [Heat(true), Heat(false)], bytes => HeatCodec.Decode(bytes)) with { MostBytes = 8 << 20 },
        // Pixels are at most 64 M, and only made when the data are there.
        Make<TelemetryFormatException>("png", [Png()], bytes => IndexedPng.Decode(bytes)) with { MostBytes = 256 << 20, Repair = WithGoodChecksums },
    ];

    public static Decoder Of(string name) => All.Single(decoder => decoder.Name == name);

    private static Decoder Make<TRefusal>(string name, IReadOnlyList<byte[]> seeds, Action<byte[]> run) where TRefusal : Exception =>
        new(name, typeof(TRefusal), Small, seeds, run);

    private static Decoder Json<T>(string name, JsonTypeInfo<T> type) => Make<JsonException>(name, Samples(name), bytes => JsonSerializer.Deserialize(bytes, type));

    /// <summary>A command that was admitted, with arguments that its sender signed: they are as foreign as the rest.</summary>
    private static Decoder Handled(CommandName name) => Make<CommandException>(WireNames.NameOf(name), Arguments(name), bytes =>
    {
        if (Command(name, bytes) is { } command) Desk.HandlerOf(name)!(command, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    });

    /// <summary>Null where the bytes are no JSON, which the claims would not have passed.</summary>
    private static DeviceCommand? Command(CommandName name, byte[] args)
    {
        try
        {
            using var document = Jws.Parse(args, "payload");
            return new(name, new() { Aud = "a/b", Cmd = WireNames.NameOf(name), Iat = 1, Exp = 2, Jti = "j", Ctr = 1, Args = document.RootElement.Clone() }, "k");
        }
        catch (TelemetryFormatException) { return null; }
    }

    private static byte[][] Samples(string schema) =>
        [.. Directory.GetFiles(Repository.Path("docs/contract/samples"), $"{schema}*.json").Where(path => Path.GetFileName(path).Split('.', '-')[0] == schema).Order()
            .Select(path => JsonSerializer.SerializeToUtf8Bytes(JsonDocument.Parse(File.ReadAllText(path)).RootElement))
            .Select((bytes, _) => schema == "audit" ? Sealed(bytes) : bytes)];

    private static byte[] Sealed(byte[] sample) => AuditRecord.Seal(JsonSerializer.Deserialize(sample, TelemetryJson.Default.AuditMessage)!).Bytes.ToArray();

    private static byte[][] Arguments(CommandName name) =>
        [.. Samples("cmd").Select(sample => JsonSerializer.Deserialize(sample, TelemetryJson.Default.CommandClaims)!)
            .Where(claims => claims.Cmd == WireNames.NameOf(name)).Select(claims => JsonSerializer.SerializeToUtf8Bytes(claims.Args!.Value))];

    private static byte[][] Signed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return [.. Samples("cmd").Select(sample => Jws.Sign(key, "hub-1", sample))];
    }

    private static byte[] Heat(bool keepSign) =>
        HeatCodec.Encode([.. Enumerable.Range(-100, 192).Select(i => i / 10f)], new(16, 12), new(0, 0, 640, 480), keepSign);

    private static byte[] Png() => IndexedPng.Encode([.. Enumerable.Range(0, 24 * 16).Select(i => (byte)(i % 3))], 24, 16, [new(1, 2, 3), new(4, 5, 6), new(7, 8, 9)]);

    /// <summary>CRC-32 of each chunk anew, as far as chunks can be told apart.</summary>
    private static byte[] WithGoodChecksums(byte[] png)
    {
        for (var at = 8; at + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (length > png.Length - at - 12) break;
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(at + 8 + (int)length), Crc32.HashToUInt32(png.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }

        return png;
    }

    /// <summary>With records that were sent, so that receipts and wishes have something to find.</summary>
    private static CommandDesk DeskWithRecords()
    {
        var outbox = new MemoryOutbox(1 << 20, TimeProvider.System, rules: new(ConfirmBy.Archive));
        for (var i = 0; i < 4; i++) _ = outbox.AppendAsync(Some.Entry(Severity.Alert, Some.Blob(100, i))).AsTask().Result;
        while (outbox.TakeAsync().AsTask().Result is { } record) outbox.SentAsync(record).AsTask().Wait();
        var desk = new CommandDesk(Some.Identity(), new(Some.Identity(), CommandKeys.None, new(null), () => ClockSource.Ntp, TimeProvider.System, TimeSpan.FromSeconds(30)),
            null, TimeProvider.System, NullLogger.Instance);
        new OutboxCommands(outbox, new(null), null).AttachAsync(desk).Wait();
        return desk;
    }
}
