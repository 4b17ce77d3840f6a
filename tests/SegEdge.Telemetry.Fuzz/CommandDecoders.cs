using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Fuzz;

/// <summary>What comes in with commands, from the signature's text to the arguments of each, and the audit chain. A good signature is no reason to trust what it signs.</summary>
internal static class CommandDecoders
{
    private static readonly DeviceIdentity Device = new("farm-7", "weeder-2", "boot");
    private static readonly CommandDesk Desk = DeskWithRecords();

    public static IEnumerable<Decoder> All() =>
    [
        new("jws", [.. Signed()], bytes => !Refuses<TelemetryFormatException>(() => Jws.Read(bytes))),
        new("claims", [.. Decoders.Samples("cmd")], bytes => !Refuses<CommandException>(() => CommandGuard.ReadClaims(bytes))),
        Handled(CommandName.Receipt),
        Handled(CommandName.Resend),
        Handled(CommandName.Pause),
        Handled(CommandName.Erase),
        Arguments(CommandName.Live, TelemetryJson.Default.LiveArguments),
        Arguments(CommandName.Config, TelemetryJson.Default.ConfigArguments),
        new("audit", [.. Decoders.Samples("audit").Select(sample => sample.AsSpan().TrimEnd((byte)'\n').ToArray())], Audit, SealAgain),
    ];

    private static bool Audit(byte[] bytes) =>
        !Refuses<TelemetryFormatException>(() =>
        {
            var record = AuditRecord.Read(bytes);
            if (!record.Bytes.Span.SequenceEqual(bytes)) throw new InvalidOperationException("Broken: a record's bytes are those that were read.");
        });

    /// <summary>Runs the command as if it had been signed.</summary>
    private static Decoder Handled(CommandName name) => new(WireNames.NameOf(name), [.. ArgumentSeeds(name)], bytes => Command(name, bytes) is { } command
        && !Refuses<CommandException>(() => Desk.HandlerOf(name)!(command, CancellationToken.None).AsTask().GetAwaiter().GetResult()));

    private static Decoder Arguments<T>(CommandName name, JsonTypeInfo<T> type) => new(WireNames.NameOf(name), [.. ArgumentSeeds(name)],
        bytes => Command(name, bytes) is { } command && !Refuses<CommandException>(() => command.Arguments(type)));

    /// <summary>Null where the bytes are no JSON, which would not have passed as a part of claims.</summary>
    private static DeviceCommand? Command(CommandName name, byte[] args)
    {
        try
        {
            using var document = Jws.Parse(args, "payload");
            return new(name, new() { Aud = "farm-7/weeder-2", Cmd = WireNames.NameOf(name), Iat = 1, Exp = 2, Jti = "j", Ctr = 1, Args = document.RootElement.Clone() }, "k");
        }
        catch (TelemetryFormatException) { return null; }
    }

    private static bool Refuses<TRefusal>(Action act) where TRefusal : Exception
    {
        try
        {
            act();
            return false;
        }
        catch (TRefusal)
        {
            return true;
        }
    }

    private static IEnumerable<byte[]> ArgumentSeeds(CommandName name) =>
        from sample in Decoders.Samples("cmd")
        let claims = JsonSerializer.Deserialize(sample, TelemetryJson.Default.CommandClaims)!
        where claims.Cmd == WireNames.NameOf(name)
        select Encoding.UTF8.GetBytes(claims.Args!.Value.GetRawText());

    private static IEnumerable<byte[]> Signed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var sample in Decoders.Samples("cmd")) yield return Jws.Sign(key, "hub-1", sample);
    }

    /// <summary>The hash anew, where there is room for one: else nothing behind it would be put to the test.</summary>
    private static void SealAgain(byte[] record)
    {
        const int tail = 75; // ,"hash":"<64>"}
        if (record.Length <= tail) return;
        byte[] hashed = [.. record[..^tail], (byte)'}'];
        Encoding.ASCII.GetBytes($",\"hash\":\"{Convert.ToHexStringLower(SHA256.HashData(hashed))}\"}}").CopyTo(record, record.Length - tail);
    }

    /// <summary>With records that were sent, so that receipts and wishes have something to find.</summary>
    private static CommandDesk DeskWithRecords()
    {
        var outbox = new MemoryOutbox(1 << 20, TimeProvider.System, rules: new(ConfirmBy.Archive));
        var sample = JsonSerializer.Deserialize(Decoders.Samples("event").First(), TelemetryJson.Default.EventMessage)!;
        for (var i = 0; i < 4; i++) _ = outbox.AppendAsync(new(sample, [new(BlobKind.Mask, ContentTypes.Png, new[] { (byte)i })])).AsTask().Result;
        while (outbox.TakeAsync().AsTask().Result is { } record) outbox.SentAsync(record).AsTask().Wait();
        var guard = new CommandGuard(Device, CommandKeys.None, new(null), () => ClockSource.Ntp, TimeProvider.System, TimeSpan.FromSeconds(30));
        var desk = new CommandDesk(Device, guard, null, TimeProvider.System, NullLogger.Instance);
        new OutboxCommands(outbox, new(null), null).AttachAsync(desk).Wait();
        return desk;
    }
}
